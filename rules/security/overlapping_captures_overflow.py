from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    is_affected,
    on_configuration,
    overlapping_captures,
)


class OverlappingCapturesOverflow(Rule):
    """A `rewrite` uses a capture and one within it: nginx up to 1.31.0 writes beyond its memory.

    CVE-2026-9256: where captures are escaped (in a redirect, and behind a `?`), nginx makes room for the path
    once. With `^/((.*))$` and `$1$2` it is written twice. A request with many escaped characters ends the
    worker, or does worse.

    How to fix: install nginx 1.30.2 or 1.31.1, or use one of the two captures.

    When to ignore: if your distribution has mended its nginx without changing the number.
    """

    id = "overlapping-captures-overflow"
    severity = Severity.WARNING
    versions = "up to 1.30.1, 1.31.0"
    references = (
        "https://nginx.org/en/security_advisories.html",
        "https://my.f5.com/manage/s/article/K000161377",
    )

    @on_configuration("rewrite")
    def check(self, configuration: Configuration, report: Report) -> None:
        if not is_affected(configuration, "rewrite-overlap"):
            return
        for rewrite in overlapping_captures(configuration):
            report(
                rewrite,
                f"in nginx {configuration.dialect.version} two captures of which one lies within "
                "the other make this "
                "`rewrite` write beyond its memory (CVE-2026-9256)",
                help="Install nginx 1.30.2 or 1.31.1, or use one of the two captures.",
            )
