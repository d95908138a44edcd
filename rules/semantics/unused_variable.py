from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, unused_variables


class UnusedVariable(Rule):
    """A variable that is defined and that nothing reads.

    `set`, `map`, `geo` and their like only give a variable its value; something must read it. One that nobody
    reads is left over, or the line that was to use it is missing: a `map` of bad robots turns nobody away
    until an `if` asks it.

    How to fix: use the variable where it was meant to be used, or take its definition out.

    Not reported: named groups of regular expressions, nginx's own variables such as `$args`, a `map` in a
    file that has no `server`, which may be there for sites to come, and nothing at all if parts of the
    configuration were not read or scripts (njs, Lua, Perl) or server-side includes may read variables by
    their names.

    When to ignore: if a file that is not here uses the variable.
    """

    id = "unused-variable"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_map_module.html",)

    @on_configuration("set", "map", "geo", "split_clients", "auth_request_set", "keyval")
    def check(self, configuration: Configuration, report: Report) -> None:
        for definition in unused_variables(configuration):
            report.about(definition.directive.reading)
            report(
                definition.place,
                f"nothing reads `${definition.spelling}`: this `{definition.directive.name}` has no effect",
                help="Use it where it was meant to be used, or take it out.",
            )
