from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    misplaced_backups,
    on_configuration,
    redefined_methods,
    upstreams,
)


class BalancerAfterKeepalive(Rule):
    """The balancing method of an upstream stands in the wrong place.

    `ip_hash`, `least_conn`, `hash`, `random` and `least_time` choose how servers are picked. A
    second one replaces the first, and before nginx 1.29.7 one after `keepalive` takes the kept
    connections away: nginx warns "load balancing method redefined". `hash`, `ip_hash` and
    `random` know no `backup` servers: with one below them nginx refuses to start.

    How to fix: write one method, at the top of the block, and `keepalive` below it.
    """

    id = "balancer-after-keepalive"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",)

    @on_configuration("hash", "ip_hash", "least_conn", "random", "least_time")
    def check(self, configuration: Configuration, report: Report) -> None:
        for block in upstreams(configuration):
            for method, first in redefined_methods(configuration, block):
                if first.name == "keepalive":
                    message = f"`{method.name}` after `keepalive` switches the kept connections off"
                    advice = f"Write `{method.name}` before `keepalive`."
                else:
                    message = f"`{method.name}` replaces `{first.name}`, which has no effect"
                    advice = "Keep one of the two."
                report(
                    method,
                    f"{message}: nginx warns that the load balancing method is redefined",
                    help=advice,
                    related=[(first, "stands before it")],
                )
            for word, server, method in misplaced_backups(block):
                report.about(server.reading)
                report(
                    word,
                    f"`{method.name}` knows no backup servers: nginx refuses to start",
                    help=f"Take `backup` out, or use another method than `{method.name}`.",
                    related=[(method, "the balancing method")],
                    severity=Severity.ERROR,
                )
