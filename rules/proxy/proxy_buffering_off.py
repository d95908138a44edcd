from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, on, streams


class ProxyBufferingOff(Rule):
    """Answers are not buffered: each one keeps the server behind busy until the client has it.

    With `proxy_buffering off` nginx hands an answer on as it comes in, as slowly as the client takes it. A
    client on a slow line so holds a worker of the application that would be free at once otherwise.
    `proxy_cache` and `proxy_limit_rate` have no effect then. `fastcgi_buffering`, `uwsgi_buffering` and
    `scgi_buffering` are the same.

    How to fix: take the line out. Where an answer is a stream (server-sent events, long polling), switch
    buffering off in the location of that path alone, or let the application send `X-Accel-Buffering: no`.

    When to ignore: if all that is passed on are streams. Locations whose path or settings say that they
    stream are not reported.
    """

    id = "proxy-buffering-off"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering",)

    @on("proxy_buffering", "fastcgi_buffering", "uwsgi_buffering", "scgi_buffering")
    def check(self, line: Directive, report: Report) -> None:
        if [str(arg).lower() for arg in line.args] != ["off"] or streams(report.configuration, line):
            return
        where = "this location" if line.context == "location" else "all locations"
        report(
            line,
            f"`{line.name} off` for {where}: a slow client keeps a worker of the application busy until it "
            "has the whole answer",
            help="Take it out, or write it only where the answers are streams.",
            fix=report.fix("switch buffering on", Edit.replace(line.args[0].span, "on")),
        )
