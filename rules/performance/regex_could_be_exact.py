from __future__ import annotations

import re

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    exact_instead,
    on_configuration,
    regex_locations,
)


class RegexCouldBeExact(Rule):
    """A regular expression matches one path only, which `=` finds without trying any other.

    nginx keeps exact paths in a tree and tries regular expressions one after another, in every request that
    comes so far. `location = /health` also says more plainly what is meant.

    How to fix: write `location = /health` in the place of `location ~ ^/health$`. It then wins over all
    others, also over regular expressions that stand before it.

    When to ignore: if an earlier regular expression should get that path.
    """

    id = "regex-could-be-exact"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location ~")
    def check(self, configuration: Configuration, report: Report) -> None:
        for location in regex_locations(configuration):
            path = exact_instead(configuration, location)
            if path is None:
                continue
            words = location.args[0].source.span(location.args[0].start, location.args[-1].end)
            report.about(location.reading)
            report(
                words,
                f"this regular expression matches `{path}` only",
                help=f"Write `location = {path}`.",
                fix=report.fix("write an exact path", Edit.replace(words, f"= {path}"))
                if re.fullmatch(r"[\w/.-]+", path)
                else None,
            )
