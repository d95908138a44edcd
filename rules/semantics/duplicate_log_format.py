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

    nginx refuses to start, also if both say the same.

    How to fix: rename one of the two and the `access_log` lines that use it, or take one out.
    """

    id = "duplicate-log-format"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format",)

    @on_configuration("log_format")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, first in log_formats(configuration).twice:
            report.about(line.reading)
            report(
                line.args[0],
                f"there is a log format `{line.args[0]}` already ({seen_from(line, first)}): "
                "nginx refuses to start",
                help=twice_read(line, first) or "Rename one of the two, or take one out.",
                related=[(first, "the first one")],
            )
