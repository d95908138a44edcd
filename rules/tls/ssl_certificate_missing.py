from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Server, Severity, on_configuration


class SslCertificateMissing(Rule):
    """A TLS listener has no certificate, or a certificate has no key.

    A server with `listen … ssl` needs `ssl_certificate` and `ssl_certificate_key`, in its own block or in
    `http`, as many keys as certificates. Without them nginx refuses to start.

    How to fix: name the certificate (the full chain) and its key.

    Not reported: a default server that has `ssl_reject_handshake on`, and servers whose includes
    could not be read, since the certificate may be there.
    """

    id = "ssl-certificate-missing"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate",)

    @on_configuration("listen", "ssl_certificate", "ssl_certificate_key")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server in configuration.servers:
            if server.complete and not server.switched_on("ssl_reject_handshake"):
                report.about(server.directive.reading)
                self._check_server(server, configuration, report)

    def _check_server(self, server: Server, configuration: Configuration, report: Report) -> None:
        certificates = server.effective("ssl_certificate")
        keys = server.effective("ssl_certificate_key")
        if certificates and not keys:
            report(
                certificates[0],
                "`ssl_certificate` has no `ssl_certificate_key`: nginx can't use the certificate and refuses to start",
                help="Add `ssl_certificate_key` with the file of its private key.",
            )
        elif keys and not certificates:
            report(
                keys[0],
                "`ssl_certificate_key` has no `ssl_certificate`: the key alone is of no use"
                + (", and nginx refuses to start" if server.speaks_tls else ""),
                help="Add `ssl_certificate` with the file of the certificate, the full chain.",
                severity=Severity.ERROR if server.speaks_tls else Severity.WARNING,
            )
        elif not certificates and configuration.holds_http(server):
            self._no_certificate(server, report)

    def _no_certificate(self, server: Server, report: Report) -> None:
        for listen in server.listens:
            if listen.ssl and listen.directive is not None:
                report(
                    listen.directive,
                    f"`{listen.directive.name} {' '.join(listen.directive.args)}` speaks TLS, and this server has no "
                    "`ssl_certificate`: nginx refuses to start",
                    help="Add `ssl_certificate` and `ssl_certificate_key` to the server.",
                )
                return
