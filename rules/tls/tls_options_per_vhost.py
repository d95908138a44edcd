from __future__ import annotations

from nginxlint.rule import (
    OVERRULED_DIRECTIVES,
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    overruled_tls,
    seen_from,
)


class TlsOptionsPerVhost(Rule):
    """A TLS setting of a server has no effect, since the default server of its address decides.

    A connection begins before the visitor has said which name it is for. What it begins with are the
    settings of the default server of the address: `ssl_ecdh_curve`, `ssl_session_cache`,
    `ssl_session_timeout`, `ssl_session_ticket_key`, `ssl_early_data`, and before nginx 1.29.2
    `ssl_protocols`. The certificate, `ssl_ciphers`, `ssl_prefer_server_ciphers` and the check of clients'
    certificates do follow the name.

    It is a warning for `ssl_protocols` and `ssl_early_data`, otherwise information.

    How to fix: set it once in the `http` block, or in the default server. A server that must differ needs an
    address of its own.

    When to ignore: never, the line does nothing.
    """

    id = "tls-options-per-vhost"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols",)

    @on_configuration(*OVERRULED_DIRECTIVES)
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, default, instead in overruled_tls(configuration):
            report(
                line,
                f"`{line.name}` has no effect here: the default server of the address decides "
                f"({seen_from(line, default)}), where "
                + (f"it is `{instead}`" if instead else "nginx's own value holds"),
                help="Set it once in the `http` block, or in the default server.",
                related=[(default.name, "the default server of the address")],
                severity=None if line.name in ("ssl_protocols", "ssl_early_data") else Severity.INFO,
            )
