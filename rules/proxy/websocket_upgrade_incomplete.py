from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, half_upgrades, lines_below, on_configuration


class WebsocketUpgradeIncomplete(Rule):
    """A WebSocket can't be opened: of what it needs to pass nginx one part is missing.

    The server behind must get `Upgrade` and `Connection: upgrade` in one request of HTTP/1.1. nginx passes
    neither field on by itself, and before nginx 1.29.7 it speaks HTTP/1.0. With one part alone the server
    takes the request for an ordinary one and mostly answers 400 or 426.

    How to fix: write the three lines together:

        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";

    When to ignore: if no WebSocket is opened there; then take the lines out.
    """

    id = "websocket-upgrade-incomplete"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/websocket.html",)

    @on_configuration("proxy_set_header upgrade", "proxy_set_header connection")
    def check(self, configuration: Configuration, report: Report) -> None:
        for part, sent, line, one in half_upgrades(configuration):
            missing = _LINES[part]
            is_set = one.http_version_line if part == "HTTP" else one.lines_for(part.lower())
            why = (
                f"by HTTP/{sent}"
                if part == "HTTP"
                else f"with `{part}: {sent}`"
                if sent
                else f"without `{part}`"
            )
            report(
                line,
                f"no WebSocket can be opened: the request for it is sent upstream {why}",
                help=f"Write `{missing};`.",
                related=[(one.passing, "passes it on")],
                fix=None
                if is_set
                else report.fix("add the missing line", lines_below(line, f"{missing};"), safe=True),
            )


_LINES = {
    "Connection": 'proxy_set_header Connection "upgrade"',
    "Upgrade": "proxy_set_header Upgrade $http_upgrade",
    "HTTP": "proxy_http_version 1.1",
}
