from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class UpstreamSocketRefused(Rule):
    """The unix socket that requests are passed to is there, and nobody listens on it.

    A program that dies leaves its socket file behind. nginx logs "connect() to unix:… failed (111: Connection
    refused)" and answers 502 Bad Gateway.

    How to fix: start the application. If it is running, it listens on another path; compare its setting
    with the one here.

    nginxlint finds out by connecting, and closes the connection without sending anything. It does so on
    the machine itself, or with `--connect`.
    """

    id = "upstream-socket-refused"
    severity = Severity.ERROR
    host = True

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None or not machine.connects:
            return
        own = machine.own_sockets(configuration)
        for target in machine.targets(configuration):
            socket = target.socket
            if socket is None or socket in own or machine.look(socket).kind != "socket":
                continue
            match machine.answer(socket):
                case "refused":
                    message = f"nobody listens on the socket `{socket}`: {target.effect}"
                    advice = (
                        "The program that made it has ended. Start the application, or write the path "
                        "that it listens on now."
                    )
                case "datagram":
                    message = f"the socket `{socket}` takes datagrams, not connections: {target.effect}"
                    advice = "Write the path of the socket that the application listens on."
                case _:
                    continue
            report.about(target.places[0].directive.reading)
            report(
                target.where,
                message,
                help=advice,
                related=target.others,
                severity=Severity.ERROR if target.is_needed else Severity.WARNING,
            )
