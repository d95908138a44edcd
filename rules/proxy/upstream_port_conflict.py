from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    on_configuration,
    passes_with_port,
    seen_from,
)


class UpstreamPortConflict(Rule):
    """A port behind the name of an `upstream` block.

    The ports stand in the `server` lines of the block. `proxy_pass http://app:8000` with an
    upstream `app` makes nginx say that the upstream "may not have port" and refuse to start.

    How to fix: leave the port out.
    """

    id = "upstream-port-conflict"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#upstream",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        for passing, upstream, name, port in passes_with_port(configuration):
            report.about(passing.reading)
            report(
                port,
                f"`{name}` is an upstream ({seen_from(passing, upstream)}), whose servers have "
                f"ports of their own: with `{port}` nginx refuses to start",
                help="Leave the port out.",
                related=[(upstream, "the upstream")],
                fix=report.fix("leave the port out", Edit.replace(port.span, "")),
            )
