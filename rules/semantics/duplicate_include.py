from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    read_again,
    seen_from,
    without_line,
)


class DuplicateInclude(Rule):
    """A file is included twice into the same block.

    Everything in it holds twice: header fields are sent twice, requests are logged twice, a server of an
    `upstream` gets twice its share. Often a pattern such as `conf.d/*.conf` already matches the file that
    another line names. Where the second reading changes nothing, it is information.

    How to fix: take one of the two lines out, or move the file out of the folder that the pattern reads.

    Not reported: if nginx itself notices, as it does with servers, locations and lines that may stand once;
    if a `set` between the two lines changes what the file does.

    When to ignore: if the file is written to be read twice.
    """

    id = "duplicate-include"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/ngx_core_module.html#include",)

    @on_configuration("include")
    def check(self, configuration: Configuration, report: Report) -> None:
        for again in read_again(configuration):
            name, more = again.files[0].source.name, len(again.files) - 1
            files = f"`{name}`" + (f" and {more} more file{'s' if more > 1 else ''}" if more else "")
            include = again.include
            report.about(include.reading)
            if again.first is include:
                message = f"two of the names that match `{include.args[0]}` are {files}: it is read twice"
            else:
                message = f"{files} is read into this block already ({seen_from(include, again.first)})"
            report(
                include.args[0],
                f"{message}, "
                + (f"so that `{again.adds}` in it holds twice" if again.adds else "which changes nothing"),
                severity=None if again.adds else Severity.INFO,
                help="Take one of the two out.",
                related=[] if again.first is include else [(again.first, "reads it first")],
                fix=report.fix(
                    "take this `include` out",
                    without_line(include),
                )
                if again.whole
                else None,
            )
