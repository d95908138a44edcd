from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    double_headers,
    on_configuration,
    seen_from,
    without_line,
)


class DuplicateResponseHeader(Rule):
    """A header field that may stand in an answer once is added twice.

    `add_header` never replaces: two lines of one name send the field twice. With two values of
    `Access-Control-Allow-Origin` browsers refuse the answer, even if they are the same; of two
    `Strict-Transport-Security` the first one counts; `expires` sends a `Cache-Control` too, beside one that
    is added.

    How to fix: leave one of the lines. Beside `expires` leave `max-age` out, or leave out `expires`.

    When to ignore: if the two values are the same and browsers take that (then the finding is information).
    """

    id = "duplicate-response-header"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header",)

    @on_configuration("add_header")
    def check(self, configuration: Configuration, report: Report) -> None:
        for double in double_headers(configuration):
            line, earlier = double.line, double.earlier
            refused = line.args[0].lower().startswith("access-control-allow-")
            report(
                line,
                f"`{line.args[0]}` is sent twice, here and by the `{earlier.name}` in "
                f"{seen_from(line, earlier)}: {double.effect}",
                help="Leave one of the two.",
                related=[(earlier, "sends it too")],
                severity=None if double.differs or refused else Severity.INFO,
                fix=report.fix("take the repetition out", without_line(line))
                if [arg.lower() for arg in line.args[:2]] == [arg.lower() for arg in earlier.args[:2]]
                else None,
            )
