from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    access,
    access_levels,
    is_complete,
    is_universal,
    on_configuration,
)


class AllowWithoutDeny(Rule):
    """`allow` without `deny`: nobody is kept out.

    nginx takes the first `allow` or `deny` that fits; who fits none is let in. A list of `allow` lines alone
    therefore changes nothing. `deny` lines of an outer block don't help: a block with rules of its own
    inherits none.

    How to fix: write `deny all;` after the last `allow`.

    When to ignore: never. With `satisfy any` and a password beside it nothing is reported.
    """

    id = "allow-without-deny"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_access_module.html",)

    @on_configuration("allow")
    def check(self, configuration: Configuration, report: Report) -> None:
        for block in access_levels(configuration):
            allows = block.all("allow")
            if not allows or block.all("deny") or not is_complete(configuration, block):
                continue
            here = access(configuration, block)
            if any(map(is_universal, allows)) or (here.any_is_enough and here.authentication):
                continue
            last = allows[-1]
            report(
                last,
                "`allow` without `deny` keeps nobody out: who fits no line is let in",
                help="Write `deny all;` after the last `allow`.",
                fix=report.fix(
                    "add `deny all;`", Edit.insert(last.source, last.terminator.end, " deny all;")
                ),
            )
