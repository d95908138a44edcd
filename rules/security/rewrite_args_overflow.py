from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    is_affected,
    on_configuration,
    rewrite_overflows,
)


class RewriteArgsOverflow(Rule):
    """`?` in a `rewrite` before a line that reads `$1`: nginx up to 1.30.0 overruns its memory.

    CVE-2026-42945: after a `rewrite` whose replacement has a `?`, the next `set`, `if` or `rewrite` that
    reads a numbered capture writes more bytes than it made room for. A request with many escaped characters
    ends the worker, or does worse.

    How to fix: install nginx 1.30.1, or name the groups: `(?<rest>.*)` and `$rest`. A `last`, `break` or
    `return` between the two lines helps too.

    When to ignore: if your distribution has mended its nginx without changing the number.
    """

    id = "rewrite-args-overflow"
    severity = Severity.WARNING
    versions = "up to 1.30.0"
    references = (
        "https://nginx.org/en/security_advisories.html",
        "https://my.f5.com/manage/s/article/K000161019",
    )

    @on_configuration("rewrite")
    def check(self, configuration: Configuration, report: Report) -> None:
        if not is_affected(configuration, "rewrite-args"):
            return
        for one in rewrite_overflows(configuration):
            report(
                one.rewrite,
                f"in nginx {configuration.dialect.version} the `?` here makes `{one.later.name}` "
                f"on line {one.later.line} "
                "write beyond its memory (CVE-2026-42945)",
                help="Install nginx 1.30.1 or later, or name the groups: `(?<rest>.*)` and `$rest`.",
                related=[(one.later, "reads a numbered capture")],
            )
