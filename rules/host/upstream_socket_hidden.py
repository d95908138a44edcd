from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class UpstreamSocketHidden(Rule):
    """The unix socket lies where systemd hides it from nginx.

    With `PrivateTmp=yes` in its unit nginx has a `/tmp` and `/var/tmp` of its own, with
    `ProtectHome=yes` it sees `/home`, `/root` and `/run/user` empty. The socket is there for everybody
    else; nginx logs "No such file or directory" and answers 502 Bad Gateway.

    How to fix: put the socket under `/run/<application>` (systemd: `RuntimeDirectory=`).

    When to ignore: if nginx isn't started by systemd here.
    """

    id = "upstream-socket-hidden"
    severity = Severity.ERROR
    host = True
    references = ("https://www.freedesktop.org/software/systemd/man/systemd.exec.html#PrivateTmp=",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for target in machine.targets(configuration):
            if target.socket is None or machine.look(target.socket).kind != "socket":
                continue
            hidden = machine.sandbox.hides(target.socket)
            if hidden is None:
                continue
            setting, file = hidden
            report.about(target.places[0].directive.reading)
            report(
                target.where,
                f"`{file}` says `{setting}`, so nginx does not see `{target.socket}`: {target.effect}",
                help="Put the socket under `/run`, in a folder of the application's own.",
                related=target.others,
                severity=Severity.ERROR if target.is_needed else Severity.WARNING,
            )
