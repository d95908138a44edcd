from __future__ import annotations

from nginxlint.rule import (
    Address,
    Configuration,
    Line,
    Report,
    Rule,
    Server,
    Severity,
    listening_addresses,
    on_configuration,
    server_of,
    without_certificate,
)


class SslCertificateMissing(Rule):
    """A TLS listener has no certificate, or a certificate has no key.

    A server that speaks TLS needs `ssl_certificate` and `ssl_certificate_key`, in its own block or in
    `http`, and a key for each certificate. If the default server of an address has none, nginx refuses
    to start. Another server without one is accepted and answers with the certificate of the default
    server, which browsers reject.

    How to fix: name the certificate (the full chain) and its key.

    Not reported: a server that has `ssl_reject_handshake on`, and servers whose certificate may stand in
    a file that could not be read.
    """

    id = "ssl-certificate-missing"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate",)

    @on_configuration("listen ssl", "listen quic", "ssl_certificate", "ssl_certificate_key")
    def check(self, configuration: Configuration, report: Report) -> None:
        blocks = {
            id(line.parent): line.parent
            for line in configuration.named("ssl_certificate", "ssl_certificate_key")
            if line.parent is not None and line.context == "server"
        }
        whole = configuration.is_whole
        for block in blocks.values():
            if len(block.all("ssl_certificate")) == len(block.all("ssl_certificate_key")):
                continue
            server = server_of(configuration, block)
            if whole or server.is_known:
                report.about(block.reading)
                self._pair(server, report)
        for address in listening_addresses(configuration):
            if address.part == "http" and address.speaks_tls:
                lines = [(line, server_of(configuration, line.server)) for line in address.lines]
                if whole or all(server.is_known for _, server in lines):
                    self._address(address, lines, report)

    @on_configuration("stream", "mail", "ssl", "ssl_certificate")
    def check_others(self, configuration: Configuration, report: Report) -> None:
        for place, lacks in without_certificate(configuration):
            if lacks == "ssl_certificate":
                message = f"`{place.name} {' '.join(place.args)}` speaks TLS without `ssl_certificate`"
            else:
                message = "this `ssl_certificate` has no `ssl_certificate_key`"
            report(
                place,
                f"{message}: nginx refuses to start",
                help="Add `ssl_certificate` and `ssl_certificate_key` to the server.",
            )

    def _pair(self, server: Server, report: Report) -> None:
        certificates = server.effective("ssl_certificate")
        keys = server.effective("ssl_certificate_key")
        if len(keys) < len(certificates):
            report(
                certificates[len(keys)],
                "this `ssl_certificate` has no `ssl_certificate_key`: nginx can't use the certificate and "
                "refuses to start",
                help="Add `ssl_certificate_key` with the file of its private key.",
            )
        elif keys and not certificates and not server.speaks_tls:
            report(
                keys[0],
                "`ssl_certificate_key` has no `ssl_certificate`: the key alone does nothing",
                help="Add `ssl_certificate` with the file of the certificate, the full chain.",
                severity=Severity.WARNING,
            )

    def _address(self, address: Address, lines: list[tuple[Line, Server]], report: Report) -> None:
        default = next((pair for pair in lines if pair[0].is_default), lines[0])
        if _has_certificate(default[1]):
            for line, server in lines:
                if not _has_certificate(server) and not _rejects(server):
                    report(
                        line.place,
                        f"this server has no `ssl_certificate`: on {address.name} it answers with the "
                        "certificate of the default server, which browsers reject",
                        help="Add `ssl_certificate` and `ssl_certificate_key` to the server.",
                        related=[(default[0].place, "the default server of the address")],
                        severity=Severity.WARNING,
                    )
        elif not _rejects(default[1]):
            spoken = next(line for line, _ in lines if {"ssl", "quic"} & line.words)
            if {"ssl", "quic"} & default[0].words:
                self._refused(default[0], address, report)
            else:
                report(
                    spoken.place,
                    f"{address.name} speaks TLS because of this line, and its default server has no "
                    "`ssl_certificate`: nginx refuses to start",
                    help="Take the `ssl` out, or give the default server a certificate.",
                    related=[(default[0].place, "the default server of the address")],
                )
        else:
            for line, server in lines:
                if not _has_certificate(server) and not _rejects(server):
                    self._refused(line, address, report)

    def _refused(self, line: Line, address: Address, report: Report) -> None:
        report(
            line.place,
            f"{address.name} speaks TLS, and this server has no `ssl_certificate`: nginx refuses to start",
            help="Add `ssl_certificate` and `ssl_certificate_key` to the server.",
        )


def _has_certificate(server: Server) -> bool:
    return bool(server.effective("ssl_certificate"))


def _rejects(server: Server) -> bool:
    return server.switched_on("ssl_reject_handshake")
