from __future__ import annotations

import os

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class ConfigFileWritable(Rule):
    """A file of the configuration can be changed by accounts that should not.

    The master process reads it as root: who can write to it, or put another file in its place, can read any
    file of the machine through nginx.

    How to fix: `chown root:root FILE; chmod 644 FILE`, and the same with 755 for its folder.

    Reported where everybody can write, or nginx's own workers can.
    """

    id = "config-file-writable"
    severity = Severity.WARNING
    host = True

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        worker = machine.worker(configuration)
        said: set[str] = set()
        for document in configuration.documents():
            path = machine.path_of(document.source)
            if path is None:
                continue
            for place in (path, os.path.dirname(path)):
                status = machine.look(place).status
                if place in said or status is None:
                    continue
                # In a folder with the sticky bit nobody can replace the files of others.
                if place != path and status.st_mode & 0o1000:
                    continue
                if status.st_mode & 0o002 and machine.closed_to_strangers(place) is None:
                    who = "everybody"
                elif worker is not None and worker.uid and machine.may(place, worker, 2):
                    who = f"nginx's own workers (`{worker.name}`)"
                else:
                    continue
                said.add(place)
                report(
                    document.source,
                    f"`{place}` is `{machine.show(status)}`: {who} can change what nginx does as root",
                    help=f"`chown root:root {place}; chmod {'644' if place == path else '755'} {place}`",
                )
                break
