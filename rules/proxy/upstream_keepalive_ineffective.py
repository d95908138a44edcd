from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, lost_keepalives, on_configuration


class UpstreamKeepaliveIneffective(Rule):
    """An upstream has `keepalive`, and yet each request gets a connection of its own.

    Connections to the servers behind are only kept if the request says so: with HTTP/1.1 and without
    `Connection: close`. Before nginx 1.29.7 `proxy_pass` speaks HTTP/1.0 and sends `Connection: close`
    unless it is told otherwise. FastCGI servers close the connection unless `fastcgi_keep_conn on;` holds.
    Each request then costs a new connection, and a busy machine runs out of ports.

    How to fix: write `proxy_http_version 1.1;` and `proxy_set_header Connection "";` where requests are
    passed on; for FastCGI `fastcgi_keep_conn on;`. Mind that one `proxy_set_header` switches off those
    around it.

    When to ignore: if the upstream is also used by other locations, which do keep their connections.
    """

    id = "upstream-keepalive-ineffective"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",)

    @on_configuration("keepalive")
    def check(self, configuration: Configuration, report: Report) -> None:
        for lost in lost_keepalives(configuration):
            line, first = lost.line, lost.passes[0]
            old = any(one.http_version == "1.0" for one in lost.about)
            if not lost.about:
                how, advice = "without `fastcgi_keep_conn on`", "Add `fastcgi_keep_conn on;`"
            elif old:
                how = "by HTTP/1.0"
                advice = 'Add `proxy_http_version 1.1;` and `proxy_set_header Connection "";`'
            else:
                how, advice = "with `Connection: close`", 'Write `proxy_set_header Connection "";`'
            report(
                line,
                f"`keepalive {line.args[0]}` keeps no connection of `{first.name} {first.args[0]}`: the "
                f"request is sent {how}",
                help=f"{advice} where requests are passed on.",
                related=[(passing, "closes the connection after each request") for passing in lost.passes],
                fix=report.fix("keep the connections", *lost.edits()),
            )
