from __future__ import annotations

from nginxlint.rule import Configuration, FailingPage, Report, Rule, Severity, failing_pages, on_configuration


class ErrorPageLoop(Rule):
    """A page for an error that ends in the same error.

    For `error_page 403 /403.html` nginx asks itself for `/403.html`. If that is denied too, if a `return`
    answers it with 403, or if it is passed to the backend that has just failed (`error_page 502`), the page
    is never shown: visitors see nginx's own one. With `recursive_error_pages on` nginx tries ten times and
    answers 500 in the end, which is a warning.

    How to fix: give the page a location of its own that answers it from a file: `location = /403.html { root
    /srv/errors; allow all; }`. A `return` in the server itself comes before every location; use a named
    location as the target then (`error_page 503 @maintenance`).

    When to ignore: if nginx's own page is good enough.
    """

    id = "error-page-loop"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page",)

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        for failing in failing_pages(configuration):
            page = failing.page
            report.about(page.line.reading)
            report(
                page.target,
                f"nobody sees `{page.target}`: {_why(failing)}, and nginx "
                + ("tries ten times and answers 500" if failing.is_repeated else "shows its own page"),
                help=f"Let `location = {page.target.partition('?')[0]}` answer it from a file, for all.",
                related=[(failing.cause, "answers it so")],
                severity=Severity.WARNING if failing.is_repeated else None,
            )


def _why(failing: FailingPage) -> str:
    cause = failing.cause
    if failing.kind == "passed":
        return f"when `{cause.args[0]}` fails, it is asked for the page too"
    said = f"`{' '.join([cause.name, *cause.args])}`"
    if failing.kind == "answered":
        return f"{said} answers it with {failing.page.code} as well"
    return f"who gets {failing.page.code} is kept from the page as well by {said}"
