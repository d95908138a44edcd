from __future__ import annotations

import os

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class LogFilePermissions(Rule):
    """Everybody can write to the folder of nginx's logs.

    The master process opens the logs as root. Who may put a link there can have it write to any file of
    the machine.

    How to fix: `chmod 755 FOLDER` (750 with the group `adm` on Debian).
    """

    id = "log-file-permissions"
    severity = Severity.INFO
    host = True

    @on_configuration("access_log", "error_log")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        seen: set[str] = set()
        for line, path in machine.logs(configuration):
            folder = os.path.dirname(path)
            status = machine.look(folder).status
            if status is None or folder in seen or line.name in ("pid", "lock_file"):
                continue
            seen.add(folder)
            if not status.st_mode & 0o002 or machine.closed_to_strangers(folder) is not None:
                continue
            report.about(line.reading)
            report(
                line.args[0],
                f"`{folder}` is `{machine.show(status)}`: everybody can put a link there, "
                "through which nginx writes to another file as root",
                help=f"`chmod 755 {folder}`",
            )
