from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    proxied_by_server,
    unverified,
)


class ProxySslVerifyOff(Rule):
    """The certificate of a server behind is not checked.

    nginx speaks TLS to it, but takes any certificate unless `proxy_ssl_verify on;` holds. Whoever stands on
    the way can pose as that server, read what is sent and change the answer.

    How to fix: write `proxy_ssl_verify on;`, `proxy_ssl_trusted_certificate` with the authorities (on Debian
    `/etc/ssl/certs/ca-certificates.crt`) and `proxy_ssl_server_name on;`. The same holds for `grpc_ssl_...`
    and `uwsgi_ssl_...`.

    When to ignore: if the way to that server is a private one. Addresses of this machine are not reported.
    """

    id = "proxy-ssl-verify-off"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_verify",)

    @on_configuration("proxy_pass", "grpc_pass", "uwsgi_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for passing, host, others in proxied_by_server(unverified(configuration)):
            setting = f"{passing.name.removesuffix('_pass')}_ssl_verify"
            report(
                passing,
                f"the certificate of `{host}` is not checked, since `{setting}` is off: anybody on the way "
                "can pose as that server",
                help=f"Write `{setting} on;` and name the authorities with "
                f"`{setting.removesuffix('verify')}trusted_certificate`.",
                related=[(other, "likewise") for other in others],
            )
