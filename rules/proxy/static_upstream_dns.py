from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    is_elastic,
    looked_up_once,
    on_configuration,
    passed_uri,
)


class StaticUpstreamDns(Rule):
    """The name of a server behind is looked up once, when nginx starts.

    nginx keeps the addresses that it finds then. When the name moves to another address, as that of a
    container or a load balancer does, requests still go to the old one until nginx is reloaded; and if the
    name can't be looked up, nginx does not start at all.

    For names of load balancers and platforms, which move all the time, it is a warning, otherwise
    information.

    How to fix: from nginx 1.27.3 on put the name into an `upstream` with `zone` and `server NAME resolve;`,
    and add `resolver`. Before, `set $backend NAME;` and `proxy_pass http://$backend;` with `resolver` does
    it.

    When to ignore: if the address is a fixed one, or nginx is reloaded when it changes. `localhost` is not
    reported.
    """

    id = "static-upstream-dns"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#resolve",)

    @on_configuration(
        "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass", "upstream"
    )
    def check(self, configuration: Configuration, report: Report) -> None:
        resolves = configuration.dialect.version >= (1, 27, 3)
        for name, address, (first, *others) in looked_up_once(configuration):
            report.about(first.reading)
            elastic = is_elastic(name)
            report(
                first.args[0],
                f"`{name}` is looked up only when nginx starts"
                + (", and its addresses change all the time" if elastic else "")
                + ": when its address changes, requests go to the old one",
                help=(
                    f"Write `server {address} resolve;` in an `upstream` with `zone`, and add `resolver`."
                    if resolves
                    else f"Write `set $backend {address};` and use `$backend` here, with `resolver`."
                    + _REPLACED * (passed_uri(first) is not None)
                ),
                related=[(other, "the same name") for other in others],
                severity=Severity.WARNING if elastic else None,
            )


_REPLACED = (
    " With a variable the path of `proxy_pass` is sent as it stands: leave it out, and change the request's "
    "with `rewrite ... break`."
)
