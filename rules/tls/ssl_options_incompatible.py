from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    effective,
    on_configuration,
    tls_servers,
)

_ON = ("on", "leaf")


class SslOptionsIncompatible(Rule):
    """Two settings of TLS exclude each other.

    `ssl_ocsp` checks the certificates of clients and can't do so with `ssl_verify_client
    optional_no_ca`; since nginx 1.29.3 `ssl_stapling` can't stand beside
    `ssl_certificate_compression`; in mail `starttls` excludes the old `ssl on`. nginx refuses to
    start.

    How to fix: switch one of the two off.
    """

    id = "ssl-options-incompatible"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ocsp",)

    @on_configuration("ssl_ocsp", "ssl_stapling", "starttls")
    def check(self, configuration: Configuration, report: Report) -> None:
        pairs: list[tuple[str, tuple[str, ...], str, tuple[str, ...]]] = [
            ("ssl_ocsp", _ON, "ssl_verify_client", ("optional_no_ca",))
        ]
        if configuration.dialect.version >= (1, 29, 3):
            pairs.append(("ssl_stapling", _ON, "ssl_certificate_compression", _ON))
        for server in tls_servers(configuration):
            if server.context == "mail":
                for starttls in server.all("starttls"):
                    for ssl in server.all("ssl"):
                        if starttls.args[0].lower() in ("on", "only") and _holds(ssl, _ON):
                            _report(starttls, ssl, report)
            elif effective(configuration, server, "ssl_certificate"):
                _check_responder(configuration, server, report)
                for name, words, other, others in pairs:
                    one = effective(configuration, server, name)
                    two = effective(configuration, server, other)
                    if one and two and _holds(one[0], words) and _holds(two[0], others):
                        _report(one[0], two[0], report)


def _holds(directive: Directive, words: tuple[str, ...]) -> bool:
    return bool(directive.args) and directive.args[0].lower() in words


def _check_responder(configuration: Configuration, server: Directive, report: Report) -> None:
    ocsp = effective(configuration, server, "ssl_ocsp")
    responder = effective(configuration, server, "ssl_ocsp_responder")
    if ocsp and _holds(ocsp[0], _ON) and responder and responder[0].args:
        address = responder[0].args[0]
        if not address.lower().startswith("http://"):
            report(
                responder[0],
                f"`ssl_ocsp_responder` takes an address with `http://`, not `{address}`: "
                "nginx refuses to start",
                help="Write `http://` and the host; the answers are signed, so no TLS is needed.",
            )


def _report(one: Directive, other: Directive, report: Report) -> None:
    report(
        one,
        f"`{one.name} {one.args[0]}` and `{other.name} {other.args[0]}` exclude each other: "
        "nginx refuses to start",
        help="Switch one of the two off.",
        related=[(other, "the other one")],
    )
