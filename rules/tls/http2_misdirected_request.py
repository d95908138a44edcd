from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    lines_below,
    on_configuration,
    unguarded_defaults,
)


class Http2MisdirectedRequest(Rule):
    """A default server turns unknown names away at the handshake only.

    `ssl_reject_handshake on` refuses connections for unknown names. But a browser that is connected by
    HTTP/2 asks for other names on the same connection, if the certificate covers them. Such a request for a
    name that no server has gets here without a new handshake, and nginx answers it from this server.

    How to fix: add `return 421;` (misdirected request), which makes the browser open a connection for that
    name.

    When to ignore: if no certificate here covers a name that is served elsewhere.
    """

    id = "http2-misdirected-request"
    severity = Severity.INFO
    fix = "unsafe"
    versions = "1.19.4 and newer"
    references = ("https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.20",)

    @on_configuration("ssl_reject_handshake")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, reject in unguarded_defaults(configuration):
            report(
                reject,
                "a request by HTTP/2 for an unknown name needs no handshake of its own, and this server "
                "answers it",
                help="Add `return 421;` to this server.",
                fix=report.fix("add `return 421;`", lines_below(reject, "return 421;"))
                if reject.parent is server
                else None,
            )
