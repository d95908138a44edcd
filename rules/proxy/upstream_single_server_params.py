from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, idle_parameters, on_configuration


class UpstreamSingleServerParams(Rule):
    """Parameters of the only server in an upstream that have no effect.

    `max_fails`, `fail_timeout` and `slow_start` say when nginx leaves a server out and how it takes it back.
    If it is the only one there is none to go to instead: nginx ignores them and tries that server each time.

    How to fix: take them out, or add a second server.

    When to ignore: if further servers are to come. Names, which may stand for several addresses, are not
    reported, nor are `max_fails=0` and `fail_timeout=0`, which want just that.
    """

    id = "upstream-single-server-params"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, words in idle_parameters(configuration):
            report.about(server.reading)
            report(
                words[0],
                f"{', '.join(f'`{word}`' for word in words)} on the only server of the upstream: nginx has "
                "no other to go to and ignores it",
                help="Take it out, or add a second server.",
            )
