from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    Token,
    idle_parameters,
    on_configuration,
)


class UpstreamSingleServerParams(Rule):
    """Parameters of the only server in an upstream that have no effect.

    `max_fails`, `fail_timeout` and `slow_start` say when nginx leaves a server out and how it takes it back,
    `weight` how often it is chosen. If it is the only one there is none to go to instead: nginx ignores them
    and tries that server each time. Each file is named once.

    How to fix: take them out, or add a second server.

    When to ignore: if further servers are to come. Names, which may stand for several addresses, are not
    reported, nor are `max_fails=0` and `fail_timeout=0`, which want just that, nor what several servers of
    another upstream have as well.
    """

    id = "upstream-single-server-params"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        files: dict[int, list[tuple[Directive, list[Token]]]] = {}
        for server, words in idle_parameters(configuration):
            files.setdefault(id(server.source), []).append((server, words))
        for (server, words), *others in files.values():
            report.about(server.reading)
            report(
                words[0],
                f"{', '.join(f'`{word}`' for word in words)} on the only server of the upstream: nginx has "
                "no other to choose and ignores it",
                help="Take it out, or add a second server.",
                related=[(also[0], "the only server, too") for _, also in others],
            )
