from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, http_servers, on_configuration


class ListenPortPrivileged(Rule):
    """systemd starts nginx as an ordinary user, who may not listen on a port below 1024.

    nginx can't start: "bind() to 0.0.0.0:80 failed (13: Permission denied)".

    How to fix: take `User=` out of the unit, since nginx gives its workers an ordinary user by itself, or add
    `AmbientCapabilities=CAP_NET_BIND_SERVICE`.
    """

    id = "listen-port-privileged"
    severity = Severity.ERROR
    host = True

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        lowers = machine.sandbox.ordinary_user
        if lowers is None:
            return
        user, file = lowers
        first = machine.first_free_port
        for server in http_servers(configuration):
            for listen in server.listens:
                if listen.directive is None or listen.port is None or listen.port >= first:
                    continue
                report.about(listen.directive.reading)
                report(
                    listen.directive.args[0],
                    f"`{file}` starts nginx as `{user}`, who may not listen on port {listen.port}: "
                    "nginx can't start",
                    help="Take `User=` out of the unit, or add `AmbientCapabilities=CAP_NET_BIND_SERVICE`.",
                )
                return
