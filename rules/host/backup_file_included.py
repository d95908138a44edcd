from __future__ import annotations

import os
import re

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

_LEFTOVER = re.compile(
    r"(?:~|\.(?:bak|backup|old|orig|save|swp|swo|tmp|rej|rpmsave|rpmnew|rpmorig|disabled|off"
    r"|dpkg-(?:old|new|dist|bak|tmp)|ucf-(?:old|new|dist))(?:\.\d+)?|\(\d+\)| copy)$|^#.*#$"
)


class BackupFileIncluded(Rule):
    """A copy that an editor or a package left behind is part of the configuration.

    `include sites-enabled/*;` reads every file in the folder, also `app.bak` and `app~`. An old version of a
    site then stands beside the new one, and which of them answers depends on their names.

    How to fix: move the copy out of the folder, or write `include sites-enabled/*.conf;` and name the
    sites so.
    """

    id = "backup-file-included"
    severity = Severity.WARNING

    @on_configuration("include")
    def check(self, configuration: Configuration, report: Report) -> None:
        seen: set[int] = set()
        for reading in configuration.readings:
            include, source = reading.include, reading.document.source
            if include is None or source.name.endswith(".conf") or id(source) in seen:
                continue
            name = os.path.basename(source.name)
            if not _LEFTOVER.search(name) or _LEFTOVER.search(include.args[0]):
                continue
            if not any(char in include.args[0] for char in "*?["):
                continue
            seen.add(id(source))
            report.about(reading)
            report(
                source,
                f"`{name}` looks like a copy that was left behind, and is read as part of the configuration",
                help="Move it out of the folder, or include `*.conf` only.",
                related=[(include.args[0], "this pattern matches it")],
            )
