from __future__ import annotations

from nginxlint.rule import Configuration, Directive, Report, Rule, Severity, on_configuration


class ValidReferersEmpty(Rule):
    """`valid_referers` with `none` or `blocked` and no name.

    nginx wants at least one name beside them, in the same block, and refuses to start otherwise; a
    regular expression does not count as one.

    How to fix: add your own names, or `server_names`.
    """

    id = "valid-referers-empty"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_referer_module.html#valid_referers",)

    @on_configuration("valid_referers")
    def check(self, configuration: Configuration, report: Report) -> None:
        levels: dict[int, list[Directive]] = {}
        for directive in configuration.named("valid_referers"):
            levels.setdefault(id(directive.parent), []).append(directive)
        for lines in levels.values():
            words = {str(arg) for line in lines for arg in line.args}
            named = any(not word.startswith("~") for word in words - {"none", "blocked"})
            if words & {"none", "blocked"} and not named:
                report(
                    lines[0],
                    "`valid_referers` names no valid referer beside `none` and `blocked`: "
                    "nginx refuses to start",
                    help="Add your own names, or `server_names`.",
                )
