from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    buffered_otherwise,
    on_configuration,
    seen_from,
)


class AccessLogConflict(Rule):
    """One log file is buffered in two ways.

    Lines of `access_log` that write to the same file share its buffer. `buffer=`, `flush=` and
    `gzip` must be the same in all of them that have any; otherwise nginx refuses to start.

    How to fix: write the same parameters in all lines, or use another file.
    """

    id = "access-log-conflict"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log",)

    @on_configuration("access_log")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, first in buffered_otherwise(configuration):
            report(
                line,
                f"`{line.args[0]}` is buffered in another way already "
                f"({seen_from(line, first)}): nginx refuses to start",
                help="Write the same `buffer=`, `flush=` and `gzip` in both lines.",
                related=[(first, "the first one")],
            )
