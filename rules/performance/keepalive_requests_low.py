from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Edit,
    Report,
    Rule,
    Severity,
    effective_value,
    on,
    parse_number,
    speaks_tls_under,
)


class KeepaliveRequestsLow(Rule):
    """`keepalive_requests` closes the connections of clients after a few requests.

    A page of today asks for a hundred files. After the number that is set nginx closes the connection,
    HTTP/2 and HTTP/3 included, and the browser has to open a new one, with a new TLS handshake. nginx's
    own value is 1000 since 1.19.10. Without TLS a new connection costs little, and only up to 10 are
    reported. With `0` no connection is kept at all, which is a warning: it does not mean "no limit".

    How to fix: write `keepalive_requests 1000;`, or take the line out.

    When to ignore: where clients shall be spread anew over several machines often.
    """

    id = "keepalive-requests-low"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_requests",)

    @on("keepalive_requests")
    def check(self, line: Directive, report: Report) -> None:
        number = parse_number(str(line.args[0])) if len(line.args) == 1 else None
        if number is None or number >= 1000 or line.context not in ("http", "server", "location"):
            return
        by_tls = speaks_tls_under(report.configuration, line)
        if number > _FEW and not by_tls:
            return
        if line.parent is not None and effective_value(
            report.configuration, line.parent, "keepalive_timeout"
        ) in ("0", "0s"):
            return
        report(
            line.args[0],
            "`keepalive_requests 0` is no missing limit: nginx closes the connection after every answer"
            if number == 0
            else f"nginx closes a client's connection after {number} request{'s' * (number > 1)}: "
            "the browser has to open a new one" + ", with a new TLS handshake" * by_tls,
            help="Write `keepalive_requests 1000;`, nginx's own value since 1.19.10.",
            severity=None if number else Severity.WARNING,
            fix=report.fix("write 1000", Edit.replace(line.args[0].span, "1000")),
        )


_FEW = 10
"""What is few even where a connection is opened without TLS."""
