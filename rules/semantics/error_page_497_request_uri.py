from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration


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
        for server in configuration.servers:
            if not server.speaks_tls:
                continue
            for page in server.error_pages(497):
                url = page.https
                if url is None or url.path not in ("", "/"):
                    continue
                place = url.path_span
                report.about(page.line.reading)
                report(
                    page.target,
                    "the redirect forgets which page was asked for: "
                    f"every request lands on `{page.target if url.path else page.target + '/'}`",
                    help="Append `$request_uri`.",
                    fix=report.fix("append `$request_uri`", Edit.replace(place, "$request_uri")),
                )
