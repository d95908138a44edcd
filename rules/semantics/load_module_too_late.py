from __future__ import annotations

from nginxlint.rule import Configuration, Directive, Report, Rule, Severity, on_configuration, seen_from


class LoadModuleTooLate(Rule):
    """`load_module` stands behind a block that already uses the modules.

    With the first `events`, `http`, `stream` or `mail` block nginx closes its list of modules. A
    `load_module` after it, also in an included file, keeps nginx from starting.

    How to fix: move the line (or the `include` that brings it) to the top of nginx.conf.
    """

    id = "load-module-too-late"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/ngx_core_module.html#load_module",)

    @on_configuration("load_module")
    def check(self, configuration: Configuration, report: Report) -> None:
        block: Directive | None = None
        for directive in configuration.directives:
            if directive.is_block and directive.name in ("events", "http", "stream", "mail"):
                block = block or directive
            elif directive.name == "load_module" and block is not None:
                report(
                    directive,
                    f"`load_module` comes after `{block.name}` ({seen_from(directive, block)}): "
                    "nginx takes no more modules there and refuses to start",
                    help="Move the line to the top of nginx.conf.",
                    related=[(block, "nginx closes its list of modules here")],
                )
