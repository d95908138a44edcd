from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    ErrorPage,
    Report,
    Rule,
    Severity,
    answering,
    effective,
    error_pages_of,
    is_complete,
    on,
    serves_files,
)


class ErrorPageHidesStatus(Rule):
    """`error_page` with `=` turns an error into a success.

    `error_page 404 =200 /index.html` answers 200 for pages that don't exist, and `error_page 404 =
    /index.html` does the same if the page is a file. Browsers show the page all the same, but search engines
    keep addresses that don't exist, monitoring sees no errors, and caches keep the page as if it were right.

    How to fix: leave `=` and the number out: `error_page 404 /404.html;` answers 404 with that page.

    Not reported: 401 beside `auth_request`, where the page is the one to log in. Were 401 kept, browsers
    would show their own box for a password.

    When to ignore: if a page with a router of its own is to answer every path; `try_files $uri /index.html`
    says this more plainly.
    """

    id = "error-page-hides-status"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page",)

    @on("error_page")
    def check(self, line: Directive, report: Report) -> None:
        pages = [page for page in error_pages_of(line) if page.code in _ERRORS]
        if not pages or not _hides(pages[0], report.configuration):
            return
        if pages[0].code == "401" and _asks_a_program(report.configuration, line):
            return  # the page to log in
        codes = " ".join(f"`{page.code}`" for page in pages)
        report(
            pages[0].status or line,
            f"{codes} {'is' if len(pages) == 1 else 'are'} answered with 200, as if `{pages[0].target}` "
            "were what was asked for",
            help=f"Write `error_page {' '.join(page.code for page in pages)} {pages[0].target};`.",
        )


_ERRORS = ("401", "403", "404", "410", "500", "502", "503", "504")


def _hides(page: ErrorPage, configuration: Configuration) -> bool:
    """Whether the answer is 200: it says so, or the page is a file."""
    if page.status == "=200":
        return True
    server = page.line.within("server")
    return (
        page.status == "="
        and page.target.startswith("/")
        and "$" not in page.target
        and server is not None
        and is_complete(configuration, server)
        and serves_files(answering(server, str(page.target)))
    )


def _asks_a_program(configuration: Configuration, line: Directive) -> bool:
    """Whether `auth_request` decides who gets in where a line holds."""
    if line.parent is None:
        return bool(configuration.around("auth_request"))
    return bool(effective(configuration, line.parent, "auth_request"))
