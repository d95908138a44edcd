from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    on_configuration,
    seen_from,
    twice_read,
)


class DuplicateLoadModule(Rule):
    """The same module is loaded twice.

    Mostly once by a package (`include /etc/nginx/modules-enabled/*.conf`) and once by hand. nginx
    says that the module "is already loaded" and refuses to start.

    How to fix: take one of the lines out.
    """

    id = "duplicate-load-module"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/ngx_core_module.html#load_module",)

    @on_configuration("load_module")
    def check(self, configuration: Configuration, report: Report) -> None:
        loaded: dict[str, Directive] = {}
        for directive in configuration.named("load_module"):
            if not directive.args:
                continue
            name = str(directive.args[0]).rpartition("/")[2]
            first = loaded.setdefault(name, directive)
            if first is not directive:
                report(
                    directive,
                    f"`{name}` is loaded already ({seen_from(directive, first)}): nginx refuses to start",
                    help=twice_read(directive, first) or "Take one of the two lines out.",
                    related=[(first, "the first one")],
                )
