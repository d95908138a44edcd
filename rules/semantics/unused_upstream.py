from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, unused_upstreams


class UnusedUpstream(Rule):
    """An `upstream` that nothing passes requests to.

    No `proxy_pass`, `fastcgi_pass` or other such line names it, nor does a variable that one of them reads.
    It is left over, or requests go elsewhere than they should: to an address that is written out and has
    neither the other servers of the group nor its `keepalive`.

    How to fix: name the upstream where requests are passed on, or take it out. nginx looks the names of its
    servers up at the start, and does not start if one of them is gone.

    Not reported: if parts of the configuration were not read, or scripts may use the upstream.

    When to ignore: if a file that is not here uses it.
    """

    id = "unused-upstream"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#upstream",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        for block in unused_upstreams(configuration):
            name = block.args[0]
            passing = "proxy_pass http://" if block.context == "http" else "proxy_pass "
            report.about(block.reading)
            report(
                name,
                f"nothing passes requests to the upstream `{name}`",
                help=f"Use it, as in `{passing}{name};`, or take it out.",
            )
