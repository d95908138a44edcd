from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    nearest_variable,
    on_configuration,
    unknown_variables,
)


class UnknownVariable(Rule):
    """A variable that nothing defines.

    A variable is one of nginx's own, one of the families such as `$http_...` and `$arg_...`, or
    defined anywhere in the same part (http or stream) by `set`, `map`, `geo`, a named group of a
    regular expression and so on. nginx refuses to start with any other, and does not say where it
    stands.

    How to fix: correct the name. For a literal dollar sign see `invalid-variable-name`.

    Not reported: if parts of the configuration could not be read, or a module is there whose
    variables aren't known.
    """

    id = "unknown-variable"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/varindex.html",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for use in unknown_variables(configuration):
            name = use.use.name
            near = nearest_variable(configuration, name, use.part)
            report.about(use.directive.reading)
            report(
                use.place,
                f"nothing defines the variable `${name}`: nginx refuses to start",
                help=f"Did you mean `${near}`?"
                if near
                else "Correct the name, or define it with `set` or `map`.",
            )
