from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    is_complete,
    is_run_time_name,
    on_configuration,
    servers_of,
    upstreams,
)


class ResolveWithoutZone(Rule):
    """`resolve` in an upstream that has no `zone`.

    With `resolve` nginx looks a server's name up again while it runs. The workers share what they
    find in a zone of memory; without `zone` in the block nginx refuses to start.

    How to fix: add `zone NAME 64k;` to the block.
    """

    id = "resolve-without-zone"
    severity = Severity.ERROR
    versions = "1.27.3 and newer"
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#resolve",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        if configuration.dialect.version < (1, 27, 3):
            return
        for block in upstreams(configuration):
            server = next(filter(is_run_time_name, servers_of(block)), None)
            if server is None or not is_complete(configuration, block):
                continue
            if not block.all("zone"):
                report.about(server.reading)
                report(
                    next(word for word in server.args if word == "resolve"),
                    f"`resolve` needs a zone of memory in the upstream `{block.args[0]}`: "
                    "without one nginx refuses to start",
                    help=f"Add `zone {block.args[0]} 64k;` to the block.",
                )
