from __future__ import annotations

from nginxlint.rule import Directive, Edit, Option, Report, Rule, Severity, on, parse_time


class SlowClientTimeouts(Rule):
    """A client may take its time for a request, longer than your policy allows.

    Who opens many connections and sends a letter now and then holds them all for as long as these times
    say, until nginx has no connections left.

    How to fix: write a time of a few seconds; `client_body_timeout` and `send_timeout` count from one
    packet to the next, so that long uploads and downloads go on.

    When to ignore: where clients are slow for a reason. The rule is off by default; its options are your
    policy.
    """

    id = "slow-client-timeouts"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    request = Option(
        60,
        "The longest `client_header_timeout`, `client_body_timeout` and `send_timeout` in seconds.",
        least=1,
    )
    keepalive = Option(75, "The longest `keepalive_timeout` in seconds.", least=1)
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#client_header_timeout",)

    @on("client_header_timeout", "client_body_timeout", "send_timeout", "keepalive_timeout")
    def check(self, line: Directive, report: Report) -> None:
        if not line.args or (line.context or "").startswith(("upstream", "stream", "mail")):
            return
        most = self.keepalive if line.name == "keepalive_timeout" else self.request
        milliseconds = parse_time(str(line.args[0]))
        if milliseconds is not None and milliseconds > most * 1000:
            report(
                line.args[0],
                f"`{line.name} {line.args[0]}` lets a client hold a connection longer than {most} seconds",
                help=f"Write `{most}s` or less.",
                fix=report.fix(f"write `{most}s`", Edit.replace(line.args[0].span, f"{most}s")),
            )
