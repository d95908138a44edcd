from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    proxied_by_server,
    without_host,
)


class ProxyHostHeaderMissing(Rule):
    """The server behind is not told which host was asked for.

    Unless `proxy_set_header Host` says otherwise, nginx sends the name that stands in `proxy_pass`: the name
    of the upstream, an address, or "localhost" for a socket. Applications that build links or redirects,
    check the host, or serve several sites then go by a name that no visitor knows.

    How to fix: add `proxy_set_header Host $host;`. Lines of `proxy_set_header` in an outer block hold no
    longer then: repeat them.

    When to ignore: if the application doesn't look at the host. A public name in `proxy_pass` is not
    reported, since the server there mostly wants just that name.
    """

    id = "proxy-host-header-missing"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",)

    @on_configuration("proxy_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for passing, one, others in proxied_by_server(without_host(configuration)):
            report(
                passing,
                f"the server behind gets `Host: {one.destinations[0].default_host}` whatever host was asked "
                "for: no `proxy_set_header Host` holds here",
                help="Add `proxy_set_header Host $host;`.",
                related=[(other, "likewise") for other in others],
                fix=report.fix("pass the host on", one.adding("Host $host")),
            )
