from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, http_servers, on_configuration


class ListenPortInUse(Rule):
    """Another program already listens on a port of this configuration.

    nginx can't start: "bind() to … failed (98: Address already in use)". Apache on port 80 is the classic.

    How to fix: stop the other program (`systemctl disable --now apache2`), or give one of the two another
    port.

    Known from /proc/net without asking anybody. Who holds a port is seen by root only; without that, what
    does not belong to root is taken for another program than nginx.
    """

    id = "listen-port-in-use"
    severity = Severity.ERROR
    host = True

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None or not machine.live:
            return
        seen: set[tuple[str, int]] = set()
        for server in http_servers(configuration):
            for listen in server.listens:
                if listen.directive is None or listen.port is None or listen.quic:
                    continue
                key = (listen.host, listen.port)
                if key in seen:
                    continue
                seen.add(key)
                holder = machine.holder(listen.host, listen.port)
                if holder is None:
                    continue
                report.about(listen.directive.reading)
                report(
                    listen.directive.args[0],
                    f"{holder} already listens on port {listen.port}: nginx can't start",
                    help="Stop that program, or give one of the two another port.",
                )
