from __future__ import annotations

import re

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Fix,
    Report,
    Rule,
    Severity,
    loose_location,
    on_configuration,
    regex_locations,
)


class UnanchoredRegex(Rule):
    """The regular expression of a location is pinned neither at its begin nor at its end.

    PCRE then tries it at every place of every path, and it fits in the middle of paths that were not meant:
    `location ~ /v1/` takes `/files/v1/x` too, `location ~ \\.php` takes `/a.php.txt`.

    How to fix: begin with `^/` for a folder (or write a prefix, `location /v1/`), and end with `$` for an
    extension.

    When to ignore: if the text may stand anywhere in the path. Locations that deny requests are not reported,
    nor internal ones, nor such as only pass on what another location passes on to the same place.
    """

    id = "unanchored-regex"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location ~")
    def check(self, configuration: Configuration, report: Report) -> None:
        for location in regex_locations(configuration):
            path = loose_location(configuration, location)
            if path is None:
                continue
            is_extension = _EXTENSION.search(location.args[-1]) is not None
            report.about(location.reading)
            report(
                location.args[-1],
                f"nothing pins this to the begin or the end of the path: `{path}` fits too",
                help="End it with `$`."
                if is_extension
                else "Begin it with `^/`, or write a prefix location.",
                fix=_pinned(location, report) if is_extension else None,
            )


_EXTENSION = re.compile(r"\\\.(?:\w+|\((?:\?:)?[\w|?]+\))$")


def _pinned(location: Directive, report: Report) -> Fix:
    word = location.args[-1]
    return report.fix("end it with `$`", Edit.insert(word.source, word.end - len(word.quote), "$"))
