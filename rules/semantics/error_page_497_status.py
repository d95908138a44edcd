from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration, pages_497

_REDIRECTS = {"301", "302", "303", "307", "308"}


class ErrorPage497Status(Rule):
    """`error_page 497` with a URL answers 302, "moved for now".

    Browsers ask again at the old address every time, and turn a POST into a GET. `=301` says "moved for
    good"; `=308` does too and keeps the method. Any other code in this place, such as `=200`, is
    ignored by nginx, which answers 302 all the same: that is a warning.

    How to fix: write `=301` or `=308` before the URL.

    When to ignore: while you still try things out, 302 is the careful choice.
    """

    id = "error-page-497-status"
    severity = Severity.INFO
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page",)

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, page in pages_497(configuration):
            if not server.speaks_tls or page.https is None:
                continue
            report.about(page.line.reading)
            if page.status is None:
                report(
                    page.target,
                    "nginx answers 302 here, so browsers ask at the old address every time",
                    help="Write `=301`, or `=308` to keep the method of a POST, before the URL.",
                    fix=report.fix(
                        "add `=301`",
                        Edit.insert(page.line.source, page.target.start, "=301 "),
                        safe=True,
                    ),
                )
            elif page.status[1:] not in _REDIRECTS:
                report(
                    page.status,
                    f"`{page.status}` has no effect with a URL: nginx answers 302",
                    help="Write `=301` or `=308`.",
                    severity=Severity.WARNING,
                )
