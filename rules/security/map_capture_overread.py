from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    captures_in_maps,
    is_affected,
    on_configuration,
)


class MapCaptureOverread(Rule):
    """A `map` has a pattern with numbered captures: nginx up to 1.31.2 can mix them up.

    CVE-2026-42533: a `map` that is looked up in the middle of another text changes what `$1` to `$9` mean,
    and nginx reads and writes beyond its memory if the text holds them. It takes more than the `map` itself,
    so that this is information.

    How to fix: install nginx 1.30.4 or 1.31.3. A group that only keeps alternatives together needs no
    capture: `(?:a|b)`; others can be named: `(?<rest>.*)`.

    When to ignore: if your distribution has mended its nginx without changing the number.
    """

    id = "map-capture-overread"
    severity = Severity.INFO
    versions = "up to 1.30.3, 1.31.2"
    references = (
        "https://nginx.org/en/security_advisories.html",
        "https://my.f5.com/manage/s/article/K000162097",
    )

    @on_configuration("map")
    def check(self, configuration: Configuration, report: Report) -> None:
        if not is_affected(configuration, "map-captures"):
            return
        for line in captures_in_maps(configuration):
            report.about(line.reading)
            report(
                line.name,
                f"nginx {configuration.dialect.version} can mix up numbered captures of a `map` "
                "(CVE-2026-42533)",
                help="Install nginx 1.30.4 or 1.31.3. Write `(?:a|b)` where nothing reads the "
                "group, or name it.",
            )
