from __future__ import annotations

import re

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    on_configuration,
    prefix_instead,
    regex_locations,
)


class RegexCouldBePrefix(Rule):
    """A regular expression is a plain prefix, which `^~` finds without trying any other.

    nginx keeps prefixes in a tree and tries regular expressions one after another. `location ^~ /static/`
    takes the same requests as `location ~ ^/static/`, and spares them all the other regular expressions.

    How to fix: write `location ^~ /static/`.

    When to ignore: if the order among regular expressions should stay visible. It is not reported where
    another location would get other requests then.
    """

    id = "regex-could-be-prefix"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location ~")
    def check(self, configuration: Configuration, report: Report) -> None:
        for location in regex_locations(configuration):
            path = prefix_instead(configuration, location)
            if path is None:
                continue
            words = location.args[0].source.span(location.args[0].start, location.args[-1].end)
            report.about(location.reading)
            report(
                words,
                f"this regular expression is the prefix `{path}`",
                help=f"Write `location ^~ {path}`.",
                fix=report.fix("write a prefix", Edit.replace(words, f"^~ {path}"))
                if re.fullmatch(r"[\w/.-]+", path)
                else None,
            )
