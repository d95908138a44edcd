from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    log_formats,
    on_configuration,
    seen_from,
    twice_read,
)


class DuplicateLogFormat(Rule):
    """Two log formats have the same name.

    nginx refuses to start, also if both say the same. `combined` exists from the start in http.

    How to fix: rename one of the two and the `access_log` lines that use it, or take one out.
    """

    id = "duplicate-log-format"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format",)

    @on_configuration("log_format")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, first in log_formats(configuration).twice:
            where = "in nginx itself" if first is None else seen_from(line, first)
            report.about(line.reading)
            report(
                line.args[0],
                f"there is a log format `{line.args[0]}` already ({where}): nginx refuses to start",
                help=(None if first is None else twice_read(line, first))
                or "Rename one of the two, or take one out.",
                related=[] if first is None else [(first, "the first one")],
            )
