from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    missing_proxy_tls,
    on_configuration,
    seen_from,
)


class ProxySslVerifyWithoutCa(Rule):
    """TLS towards the server behind lacks a file.

    `proxy_ssl_verify on` needs `proxy_ssl_trusted_certificate`: the authorities against which the
    certificate is checked (nginx does not take those of the system). `proxy_ssl_certificate`
    needs `proxy_ssl_certificate_key`. The same holds for `grpc_ssl_...` and `uwsgi_ssl_...`.
    Without them nginx refuses to start.

    How to fix: name the file; the system's authorities are in
    `/etc/ssl/certs/ca-certificates.crt` on Debian.
    """

    id = "proxy-ssl-verify-without-ca"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_trusted_certificate",)

    @on_configuration(
        "proxy_ssl_verify",
        "grpc_ssl_verify",
        "uwsgi_ssl_verify",
        "proxy_ssl_certificate",
        "grpc_ssl_certificate",
        "uwsgi_ssl_certificate",
    )
    def check(self, configuration: Configuration, report: Report) -> None:
        for directive, wanted, passing in missing_proxy_tls(configuration):
            report(
                directive,
                f"`{directive.name}` needs `{wanted}`, which is missing for "
                f"`{passing.name}` ({seen_from(directive, passing)}): nginx refuses to start",
                help=f"Add `{wanted}` with the file.",
                related=[(passing, "speaks TLS")],
            )
