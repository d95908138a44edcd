from __future__ import annotations

import os

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class SiteNotEnabled(Rule):
    """A file in `sites-available` is not enabled: no link in `sites-enabled` leads to it.

    nginx does not read it. Whatever is changed in it changes nothing until the site is enabled.

    How to fix: `ln -s ../sites-available/app sites-enabled/app`, then reload nginx.

    Said only where the file itself is named to nginxlint, not where the whole folder is.
    """

    id = "site-not-enabled"
    severity = Severity.INFO
    host = True

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None or not configuration.is_asked_for or not configuration.readings:
            return
        source = configuration.readings[0].document.source
        path = machine.path_of(source)
        folder, name = os.path.split(path or "")
        if not folder.endswith("-available"):
            return
        enabled = folder.removesuffix("-available") + "-enabled"
        names = machine.names(enabled)
        if names is None or any(machine.physical(f"{enabled}/{one}") == path for one in names):
            return
        report(
            source,
            f"nothing in `{enabled}` links to `{name}`: nginx does not read it",
            help=f"`ln -s ../{os.path.basename(folder)}/{name} {enabled}/{name}`, then reload nginx.",
        )
