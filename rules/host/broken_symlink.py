from __future__ import annotations

import os

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class BrokenSymlink(Rule):
    """A link in a folder of sites leads nowhere.

    nginx takes the link for a site, can't open it and refuses to start. It happens when a file in
    `sites-available` is renamed or deleted and its link in `sites-enabled` stays.

    How to fix: delete the link, or turn it to the file that was meant: `ln -sf ../sites-available/app
    sites-enabled/app`.
    """

    id = "broken-symlink"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/ngx_core_module.html#include",)

    @on_configuration("include")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for include, path, reason in configuration.unread:
            if reason not in ("missing", "loop") or not any(char in include.args[0] for char in "*?["):
                continue
            goal = machine.link(path)
            if goal is None:
                continue
            if reason == "loop":
                what = f"the link `{path}` leads in a circle: nginx can't open it and refuses to start"
            else:
                what = f"`{path}` is a link to `{goal}`, which is not there: nginx refuses to start"
            near = machine.near(os.path.normpath(os.path.join(os.path.dirname(path), goal)))
            report.about(include.reading)
            report(
                include.args[0],
                what,
                help=f"Turn it to `{near[0]}`, or delete it: `rm {path}`."
                if near
                else f"Delete it: `rm {path}`.",
            )
