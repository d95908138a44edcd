from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Fix,
    Report,
    Rule,
    Severity,
    on_configuration,
    replayable_requests,
)


class EarlyDataReplay(Rule):
    """`ssl_early_data` is on, and the program behind is not told which requests came early.

    Early data of TLS 1.3 saves a round trip, but whoever records it can send it again, as often as they like:
    an order, a vote or a transfer is then done twice. nginx passes such requests on at once. The program can
    answer 425 (Too Early) to those that change something, if it is told.

    How to fix: pass it on with `proxy_set_header Early-Data $ssl_early_data;` and have the program look at
    it (RFC 8470), or switch `ssl_early_data` off.

    When to ignore: if the program changes nothing. Not reported: where nginx itself looks at
    `$ssl_early_data`, where `limit_except` lets only `GET` through, and where files are served.
    """

    id = "early-data-replay"
    severity = Severity.WARNING
    fix = "unsafe"
    versions = "1.15.3 and newer"
    references = (
        "https://www.rfc-editor.org/rfc/rfc8470",
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_early_data",
    )

    @on_configuration("ssl_early_data")
    def check(self, configuration: Configuration, report: Report) -> None:
        seen = set()
        for found in replayable_requests(configuration):
            if id(found.line) in seen:
                continue
            seen.add(id(found.line))
            line = _line(found.telling)
            report(
                found.line,
                "requests in early data can be sent again by whoever records them, and "
                f"`{found.passing.name} {found.passing.args[0]}` passes them on without telling",
                help=f"Add `{line}`, or write `ssl_early_data off;`.",
                related=[(found.passing, "passes them on")],
                fix=_add(found.after or found.passing, line, report),
            )


def _line(telling: str) -> str:
    name = "EARLY_DATA" if telling.endswith("_param") else "Early-Data"
    return f"{telling} {name} $ssl_early_data;"


def _add(after: Directive, line: str, report: Report) -> Fix:
    indent = " " * (after.span.first.column - 1)
    return report.fix("pass it on", Edit.insert(after.source, after.terminator.end, f"\n{indent}{line}"))
