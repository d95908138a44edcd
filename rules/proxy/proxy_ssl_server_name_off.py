from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    proxied_by_server,
    switched_on,
    without_server_name,
)


class ProxySslServerNameOff(Rule):
    """A server behind is spoken to by TLS and not told which name is meant.

    nginx sends no name with the TLS handshake (SNI) unless `proxy_ssl_server_name on;` holds. Servers with
    several sites, and all networks of caches, choose the certificate by it: without a name they break the
    handshake off, so that the answer is 502, or show the certificate of another site.

    How to fix: write `proxy_ssl_server_name on;`, for gRPC `grpc_ssl_server_name on;`.

    When to ignore: if that server has one certificate only. Addresses and names of the private network are
    not reported.
    """

    id = "proxy-ssl-server-name-off"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_server_name",)

    @on_configuration("proxy_pass", "grpc_pass", "uwsgi_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for passing, host, others in proxied_by_server(without_server_name(configuration)):
            setting = f"{passing.name.removesuffix('_pass')}_ssl_server_name"
            report(
                passing,
                f"the TLS handshake with `{host}` names no site, since `{setting}` is off: a server with "
                "several sites refuses it or shows another one's certificate",
                help=f"Write `{setting} on;`.",
                related=[(other, "likewise") for other in others],
                fix=report.fix("send the name", switched_on(passing, setting), safe=True),
            )
