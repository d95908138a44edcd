from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration, pages_497


class ErrorPage497Target(Rule):
    """`error_page 497` sends the visitor back to plain http.

    nginx answers 497 when a plain `http://` request comes to a TLS port. A target that begins with
    `http://`, or with `$scheme://` (which is `http` at that moment), leads to the same port in the same
    way: the browser goes round in circles until it gives up with "too many redirects".

    How to fix: write `https://`.

    A local page (`error_page 497 /use-https.html`) is fine: it tells the visitor what to do.
    """

    id = "error-page-497-target"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors",)

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        for _, page in pages_497(configuration):
            for scheme in ("http", "$scheme"):
                if not page.target.lower().startswith(f"{scheme}://"):
                    continue
                what = page.target.part(0, len(scheme))
                report.about(page.line.reading)
                report(
                    what,
                    f"`{scheme}://` leads back to plain http, which this port answers with 497 again: "
                    "browsers stop with too many redirects",
                    help="Write `https://`.",
                    fix=report.fix("write `https`", Edit.replace(what, "https")),
                )
