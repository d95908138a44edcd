from __future__ import annotations

import os

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class LogDirectoryMissing(Rule):
    """The folder of a log isn't there.

    nginx opens its logs, the pid file and the lock file when it starts, as root. It makes the files, not
    the folders, and refuses to start: "open() … failed (2: No such file or directory)".

    How to fix: make the folder, or correct the path.

    Not checked: logs with a variable in their path, `syslog:`, `stderr`.
    """

    id = "log-directory-missing"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/ngx_core_module.html#error_log",)

    @on_configuration("access_log", "error_log", "pid", "lock_file")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        seen: set[str] = set()
        for line, path in machine.logs(configuration):
            folder = os.path.dirname(path)
            look = machine.look(folder)
            if look.kind == "missing" and folder not in seen:
                seen.add(folder)
                near = machine.near(look.missing) if look.missing else []
                what = f"the folder `{folder}` is not there: nginx can't open `{path}` and refuses to start"
                advice = (
                    f"Did you mean `{near[0] + folder[len(look.missing or '') :]}`?"
                    if near
                    else f"`mkdir -p {folder}`, or correct the path."
                )
            elif look.kind == "folder" and machine.look(path).kind == "folder":
                what = f"`{path}` is a folder: nginx can't write to it and refuses to start"
                advice = "Name a file in it."
            else:
                continue
            report.about(line.reading)
            report(line.args[0], what, help=advice)
