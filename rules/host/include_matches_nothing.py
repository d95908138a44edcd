from __future__ import annotations

import os
import re

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class IncludeMatchesNothing(Rule):
    """The pattern of an `include` matches no file.

    nginx does not mind. Where files lie in the folder whose names don't fit, or the folder isn't there,
    the sites that were meant are not served.

    How to fix: rename the files so that they fit (`app` to `app.conf`), or correct the pattern.

    An empty folder is nothing to complain about.
    """

    id = "include-matches-nothing"
    severity = Severity.INFO
    host = True
    references = ("https://nginx.org/en/docs/ngx_core_module.html#include",)

    @on_configuration("include")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for include, path, reason in configuration.unread:
            folder, pattern = os.path.split(path)
            if reason != "empty" or any(char in folder for char in "*?["):
                continue
            look = machine.look(folder)
            severity = Severity.INFO
            if look.kind == "missing":
                what = f"the folder `{folder}` is not there: this `include` reads nothing"
                advice = "Correct the path, or take the `include` out."
            else:
                others = [
                    name
                    for name in machine.names(folder) or ()
                    if not name.startswith(".") and machine.look(f"{folder}/{name}").kind == "file"
                ]
                suffix = re.search(r"\*(\.\w+)$", pattern)
                if not others or suffix is None:
                    continue
                count = f"{len(others)} file{'s' if len(others) > 1 else ''}"
                severity = Severity.WARNING
                left_out = "are left out" if len(others) > 1 else "is left out"
                what = (
                    f"no file in `{folder}` ends in `{suffix[1]}`: this `include` reads nothing, and "
                    f"the {count} there (`{others[0]}`) {left_out}"
                )
                advice = f"Rename what is meant to be read to `{others[0]}{suffix[1]}`, or write `*`."
            report.about(include.reading)
            report(include.args[0], what, help=advice, severity=severity)
