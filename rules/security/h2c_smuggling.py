from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, effective, on


class H2cSmuggling(Rule):
    """The client's `Upgrade` and `Connection` reach the backend: a tunnel past all rules.

    A client can ask the backend to change to HTTP/2 without TLS (`Upgrade: h2c`). If the backend agrees,
    nginx passes everything on from then on without looking at it: `location`, `deny` and passwords no longer
    count. It takes a backend that speaks h2c, so that this is information.

    How to fix: send fixed values for WebSocket: `proxy_set_header Connection "upgrade"` and `Upgrade
    websocket`, in the location that needs it.

    When to ignore: if the backend doesn't speak h2c.
    """

    id = "h2c-smuggling"
    severity = Severity.INFO
    references = ("https://bishopfox.com/blog/h2c-smuggling-request",)

    @on("proxy_set_header $http_connection")
    def check(self, line: Directive, report: Report) -> None:
        if len(line.args) != 2 or line.args[1].lower() != "$http_connection" or line.parent is None:
            return
        if line.args[0].lower() != "connection":
            return
        for other in effective(report.configuration, line.parent, "proxy_set_header"):
            if [str(word).lower() for word in other.args] == ["upgrade", "$http_upgrade"]:
                report(
                    line,
                    "`Upgrade` and `Connection` of the client reach the backend: with `Upgrade: "
                    "h2c` a client gets past "
                    "every `location` and `deny`",
                    help='Write fixed values: `Upgrade websocket` and `Connection "upgrade"`.',
                    related=[(other, "passes the wish on")],
                )
                return
