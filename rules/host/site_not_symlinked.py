from __future__ import annotations

import os

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class SiteNotSymlinked(Rule):
    """A plain file lies in `sites-enabled`, where the other sites are links to `sites-available`.

    Who edits the file of the same name in `sites-available` changes nothing, and who disables the site by
    deleting what is taken for a link deletes the only copy.

    How to fix: `mv sites-enabled/app sites-available/app && ln -s ../sites-available/app sites-enabled/app`.
    """

    id = "site-not-symlinked"
    severity = Severity.INFO
    default = False
    host = True

    @on_configuration("include")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for include in configuration.named("include"):
            pattern = configuration.place.full(str(include.args[0])) if include.args else None
            folder = os.path.dirname(pattern) if pattern else ""
            if not folder.endswith("-enabled"):
                continue
            names = machine.names(folder) or []
            plain = [name for name in names if machine.link(f"{folder}/{name}") is None]
            available = folder.removesuffix("-enabled") + "-available"
            if len(plain) == len(names) or machine.look(available).kind != "folder":
                continue
            for reading in configuration.readings:
                source = reading.document.source
                if reading.include is not include or machine.path_of(source) not in {
                    f"{folder}/{name}" for name in plain
                }:
                    continue
                name = os.path.basename(source.name)
                twin = f"{available}/{name}"
                both = machine.look(twin).kind == "file"
                report.about(reading)
                report(
                    source,
                    f"`{name}` is a plain file, the other sites are links"
                    + (f"; `{twin}` is another file, and editing it changes nothing" if both else ""),
                    help=f"Move it to `{available}` and link it from `{folder}`.",
                )
