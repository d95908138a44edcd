from __future__ import annotations

from nginxlint.rule import (
    INTERMEDIATE_CIPHERS,
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    tls_listen,
    tls_protocols,
    tls_servers_without,
)


class SslCiphersMissing(Rule):
    """No `ssl_ciphers` holds in a server that speaks TLS 1.2.

    nginx then takes what OpenSSL counts as `HIGH`. That leaves out what is broken, but keeps suites without
    forward secrecy, and those in CBC mode, for which attacks by timing were found again and again.

    How to fix: name the suites in the `http` block; Mozilla's "intermediate" list is a good one.

    When to ignore: if the defaults will do, as they do for most sites. The rule is off by default.
    """

    id = "ssl-ciphers-missing"
    severity = Severity.INFO
    default = False
    references = ("https://ssl-config.mozilla.org/",)

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        servers = [
            server
            for server in tls_servers_without(configuration, "ssl_ciphers")
            if tls_protocols(configuration, server) - {"TLSv1.3"}
        ]
        if servers:
            place, *others = map(tls_listen, servers)
            report(
                place,
                "no `ssl_ciphers` holds here: nginx takes `HIGH:!aNULL:!MD5`, with suites that have no "
                "forward secrecy",
                help=f"Write `ssl_ciphers {INTERMEDIATE_CIPHERS};`.",
                related=[(other, "nor here") for other in others[:5]],
            )
