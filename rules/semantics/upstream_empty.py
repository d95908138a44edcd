from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    can_be_counted,
    on_configuration,
    servers_of,
    upstreams,
)


class UpstreamEmpty(Rule):
    """An `upstream` block without a server.

    nginx needs at least one `server` in it that is not a `backup`, and refuses to start
    otherwise.

    How to fix: add a `server`, or take the block out.

    Not reported: blocks with parts that could not be read, or with directives of modules that
    bring servers.
    """

    id = "upstream-empty"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        for block in upstreams(configuration):
            servers = servers_of(block)
            if any("backup" not in server.args[1:] for server in servers):
                continue
            if not can_be_counted(configuration, block):
                continue
            what = "only backup servers" if servers else "no server"
            report(
                block,
                f"the upstream `{block.args[0]}` has {what}: nginx refuses to start",
                help="Take `backup` out of one of them."
                if servers
                else "Add a `server` with the address of the application.",
            )
