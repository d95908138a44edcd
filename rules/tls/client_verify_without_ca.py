from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    effective,
    on_configuration,
    speaks_tls,
    tls_servers,
)


class ClientVerifyWithoutCa(Rule):
    """Certificates of clients are to be checked, and nothing says against which authority.

    `ssl_verify_client on` or `optional` needs `ssl_client_certificate` (since nginx 1.27.2
    `ssl_trusted_certificate` will do). Without it nginx refuses to start.

    How to fix: name the file with the certificates of the authorities that issued the clients'
    certificates.

    Not reported: servers that don't speak TLS, and those whose settings are not all known.
    """

    id = "client-verify-without-ca"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client",)

    @on_configuration("ssl_verify_client")
    def check(self, configuration: Configuration, report: Report) -> None:
        names = ["ssl_client_certificate"]
        if configuration.dialect.version >= (1, 27, 2):
            names.append("ssl_trusted_certificate")
        for server in tls_servers(configuration):
            held = effective(configuration, server, "ssl_verify_client")
            if not held or not held[0].args or held[0].args[0].lower() not in ("on", "optional"):
                continue
            if any(effective(configuration, server, name) for name in names):
                continue
            if not effective(configuration, server, "ssl_certificate"):
                continue
            if server.context != "http" and not speaks_tls(configuration, server):
                continue
            report(
                held[0],
                f"`ssl_verify_client {held[0].args[0]}` has no certificates to check against: "
                "nginx refuses to start",
                help="Add `ssl_client_certificate` with the file of the issuing authorities.",
            )
