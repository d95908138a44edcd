from __future__ import annotations

from functools import partial

from nginxlint.rule import (
    Configuration,
    Guesses,
    Report,
    Rule,
    Severity,
    all_known,
    log_formats,
    on_configuration,
    seen_from,
)


class UndefinedLogFormat(Rule):
    """`access_log` names a format that isn't defined there.

    Only `combined` exists from the start (in stream: none). A `log_format` must stand before the
    `access_log` that uses it, through all includes, and stream does not know the formats of http.
    nginx refuses to start.

    How to fix: correct the name, or move the `log_format` up, before the `include` of the sites.

    Not reported: names that may be defined in parts that could not be read.
    """

    id = "undefined-log-format"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log",)

    @on_configuration("access_log")
    def check(self, configuration: Configuration, report: Report) -> None:
        formats = log_formats(configuration)
        guesses = {part: Guesses(partial(list, names)) for part, names in formats.known.items()}
        for line, name, later in formats.unknown:
            part = "stream" if str(line.context).startswith("stream") else "http"
            if later is not None and configuration.context == "main":
                known = f"the log format `{name}` is defined only further on ({seen_from(line, later)})"
                advice = "Move the `log_format` before the lines that use it."
            elif all_known(configuration) or "=" in name:
                known = f"there is no log format `{name}`"
                near = guesses[part].nearest(str(name))
                advice = f"Did you mean `{near}`?" if near else "Define it with `log_format`."
                if "=" in name:
                    advice = f"Name the format before `{name}`, as in `combined {name}`."
            else:
                continue
            report.about(line.reading)
            report(
                name,
                f"{known}: nginx refuses to start",
                help=advice,
                related=[] if later is None else [(later, "defined here")],
            )
