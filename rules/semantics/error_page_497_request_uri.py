from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration, pages_497


class ErrorPage497RequestUri(Rule):
    """`error_page 497` loses the page that the visitor asked for.

    A visitor who opens `http://example.com:8443/shop?item=7` is sent to the start page, because the
    target names no path.

    How to fix: append `$request_uri`, which holds path and query as they were sent.

    When to ignore: if everybody should land on one page.
    """

    id = "error-page-497-request-uri"
    severity = Severity.WARNING
    fix = "unsafe"

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, page in pages_497(configuration):
            url = page.https
            if not server.speaks_tls or url is None or url.path not in ("", "/"):
                continue
            landing = page.target if url.path else f"{page.target}/"
            report.about(page.line.reading)
            report(
                page.target,
                f"the redirect forgets which page was asked for: every request lands on `{landing}`",
                help="Append `$request_uri`.",
                fix=report.fix("append `$request_uri`", Edit.replace(url.path_span, "$request_uri")),
            )
