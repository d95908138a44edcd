from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, unkept


class UpstreamKeepaliveMissing(Rule):
    """Each request opens a new connection to the servers of an upstream.

    Before nginx 1.29.7 connections are only kept where the upstream has `keepalive`. Opening one costs a
    round trip, with TLS several, and a busy machine runs out of ports.

    How to fix: add `keepalive 32;` to the upstream, and where requests are passed to it `proxy_http_version
    1.1;` and `proxy_set_header Connection "";`.

    When to ignore: with few requests, or if each kept connection holds a process of the application, as with
    PHP-FPM and synchronous workers.
    """

    id = "upstream-keepalive-missing"
    severity = Severity.INFO
    default = False
    versions = "before 1.29.7"
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        for upstream, passing in unkept(configuration):
            report(
                upstream,
                f"the upstream `{upstream.args[0]}` has no `keepalive`: each request opens a new connection",
                help="Add `keepalive 32;` to it.",
                related=[(passing, "passes requests to it")],
            )
