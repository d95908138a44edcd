from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    effective,
    inherits_known,
    is_run_time_name,
    on_configuration,
    servers_of,
    upstreams,
)


class ResolveWithoutResolver(Rule):
    """`resolve` without a `resolver`.

    With `resolve` nginx asks a name server while it runs. It must be named by `resolver` in the
    upstream block or in `http` (or `stream`); one in a server or location does not count.
    Otherwise nginx refuses to start.

    How to fix: add `resolver 127.0.0.53;` or the address of your name server.
    """

    id = "resolve-without-resolver"
    severity = Severity.ERROR
    versions = "1.27.3 and newer"
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#resolve",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        if configuration.dialect.version < (1, 27, 3):
            return
        for block in upstreams(configuration):
            server = next(filter(is_run_time_name, servers_of(block)), None)
            if server is None or not inherits_known(configuration, block):
                continue
            if block.all("zone") and not effective(configuration, block, "resolver"):
                report.about(server.reading)
                report(
                    next(word for word in server.args if word == "resolve"),
                    f"nobody is there to look up `{server.args[0]}` for `resolve`: "
                    "without `resolver` nginx refuses to start",
                    help="Add `resolver` with the address of a name server to the block or around it.",
                )
