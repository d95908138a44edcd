from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

_WORDS = {"file": "a regular file", "folder": "a folder", "fifo": "a FIFO", "device": "a device"}


class UpstreamSocketNotASocket(Rule):
    """What requests are passed to is there, but is no socket.

    nginx starts, can't connect and answers every request to this place with 502 Bad Gateway.

    How to fix: write the path of the socket itself. A regular file is often the application's own
    code or a log; a folder is the one in which the socket should be.
    """

    id = "upstream-socket-not-a-socket"
    severity = Severity.ERROR
    host = True

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for target in machine.targets(configuration):
            words = None if target.socket is None else _WORDS.get(machine.look(target.socket).kind)
            if words is None:
                continue
            report.about(target.places[0].directive.reading)
            report(
                target.where,
                f"`{target.socket}` is {words}, not a socket: {target.effect}",
                help="Write the path of the socket that the application listens on.",
                related=target.others,
                severity=Severity.ERROR if target.is_needed else Severity.WARNING,
            )
