from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    is_affected,
    mixed_captures,
    on_configuration,
)


class MapCaptureOverread(Rule):
    """A text reads `$1` and a `map` that captures too: nginx up to 1.31.2 mixes them up.

    CVE-2026-42533: nginx measures the text, then writes it. Looking up the `map` in between changes what `$1`
    to `$9` are, so that it reads or writes beyond its memory. A client chooses how far, with the path it asks
    for.

    How to fix: install nginx 1.30.4 or 1.31.3. Or use named groups in the location, `set` the map's variable
    in a line of its own before, and write `(?:a|b)` in the map where nothing reads the group.

    When to ignore: if your distribution has mended its nginx without changing the number.
    """

    id = "map-capture-overread"
    severity = Severity.WARNING
    versions = "up to 1.30.3, 1.31.2"
    references = (
        "https://nginx.org/en/security_advisories.html",
        "https://my.f5.com/manage/s/article/K000162097",
    )

    @on_configuration("map")
    def check(self, configuration: Configuration, report: Report) -> None:
        if not is_affected(configuration, "map-captures"):
            return
        for one in mixed_captures(configuration):
            report.about(one.directive.reading)
            report(
                one.word,
                f"nginx {configuration.dialect.version} mixes up the captures of this text and of its `map`, "
                "and reads beyond its memory (CVE-2026-42533)",
                help="Install nginx 1.30.4 or 1.31.3, or name the groups and write `(?:a|b)` in the map.",
                related=[(one.line.name, "captures too")],
            )
