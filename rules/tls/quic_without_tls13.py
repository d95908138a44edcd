from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    effective,
    inherits_known,
    listening_addresses,
    on_configuration,
)


class QuicWithoutTls13(Rule):
    """QUIC is switched on and TLS 1.3 is not.

    HTTP/3 works with TLS 1.3 only (RFC 9001). If the default server of a `quic` address leaves it
    out of `ssl_protocols`, nginx refuses to start.

    How to fix: write `ssl_protocols TLSv1.2 TLSv1.3;`.
    """

    id = "quic-without-tls13"
    severity = Severity.ERROR
    versions = "1.25.0 and newer"
    references = ("https://nginx.org/en/docs/quic.html",)

    @on_configuration("listen quic")
    def check(self, configuration: Configuration, report: Report) -> None:
        for address in listening_addresses(configuration):
            if address.part != "http" or not any("quic" in line.words for line in address.lines):
                continue
            server = address.default.server
            if not inherits_known(configuration, server):
                continue
            protocols = effective(configuration, server, "ssl_protocols")
            certificates = effective(configuration, server, "ssl_certificate")
            words = {str(arg).lower() for line in protocols for arg in line.args}
            if protocols and certificates and "tlsv1.3" not in words:
                report(
                    protocols[0],
                    f"`{address.name}` speaks QUIC, which needs TLS 1.3, and `ssl_protocols` "
                    "leaves it out: nginx refuses to start",
                    help="Add `TLSv1.3`.",
                    related=[(address.default.place, "speaks QUIC")],
                )
