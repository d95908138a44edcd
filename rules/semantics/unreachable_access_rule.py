from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    moved_above,
    on_configuration,
    seen_from,
    unreachable_rules,
)


class UnreachableAccessRule(Rule):
    """An `allow` or `deny` comes too late: a rule before it has decided.

    nginx goes through the rules of a block from the top, and the first one that fits the address decides.
    After `deny all` no `allow` lets anybody in; after `allow 10.0.0.0/8` no `deny 10.0.0.5` keeps anybody
    out.

    How to fix: write the narrow rules first and the one for `all` last.

    When to ignore: never; the line does nothing.
    """

    id = "unreachable-access-rule"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_access_module.html",)

    @on_configuration("allow", "deny")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, earlier in unreachable_rules(configuration):
            report(
                line,
                f"`{line.name} {line.args[0]}` does nothing: `{earlier.name} {earlier.args[0]}` "
                f"({seen_from(line, earlier)}) comes first and decides",
                help=f"Write it before `{earlier.name} {earlier.args[0]}`.",
                related=[(earlier, "decides for these addresses")],
                fix=report.fix("move it up", *moved_above(line, earlier))
                if earlier.source is line.source
                else None,
            )
