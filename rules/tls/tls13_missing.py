from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    is_overruled,
    on_configuration,
    tls_lines,
    tls_protocol,
    tls_protocols,
)


class Tls13Missing(Rule):
    """`ssl_protocols` leaves TLS 1.3 out.

    TLS 1.3 has no weak suites left, encrypts the certificate and needs one round trip less for a new
    connection. All browsers know it since 2019, and OpenSSL since 1.1.1.

    How to fix: write `ssl_protocols TLSv1.2 TLSv1.3;`.

    When to ignore: if a rule such as FIPS 140-2, or something between the visitors and nginx, only knows
    TLS 1.2.
    """

    id = "tls13-missing"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://ssl-config.mozilla.org/",)

    @on_configuration("ssl_protocols")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line in tls_lines(configuration, "ssl_protocols"):
            unclear = any(tls_protocol(arg) is None for arg in line.args)
            if unclear or "TLSv1.3" in tls_protocols(configuration, line.parent):
                continue
            # With QUIC nginx refuses to start: quic-without-tls13.
            quic = any("quic" in listen.args for listen in configuration.named("listen"))
            if quic or is_overruled(configuration, line):
                continue
            last = line.args[-1]
            report(
                line,
                "TLSv1.3 is left out: connections take one round trip more, and the certificate is sent "
                "in the clear",
                help="Add `TLSv1.3`.",
                fix=report.fix("add it", Edit.insert(last.source, last.end, " TLSv1.3")),
            )
