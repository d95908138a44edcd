from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, pages_497


class ErrorPage497WithoutSsl(Rule):
    """`error_page 497` in a server that never speaks TLS.

    497 is what nginx answers when a plain `http://` request comes to a TLS port. A server without a
    `listen … ssl` has no such port, so the line never does anything, and visitors who should be sent to
    https are not.

    How to fix: add `ssl` to the `listen` that was meant, or, to send all of port 80 to https, write
    `return 301 https://$host$request_uri;` in the server that listens on 80.
    """

    id = "error-page-497-without-ssl"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors",)

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, page in pages_497(configuration):
            if not server.is_plain or page.line.parent is not server.directive:
                continue
            report.about(page.line.reading)
            report(
                page.code,
                "this server has no `listen … ssl`: nginx answers 497 only on a TLS port, so this "
                "`error_page` never does anything",
                help="Add `ssl` to the `listen` that was meant. To send port 80 to https, write "
                "`return 301 https://$host$request_uri;`.",
                related=[
                    (listen.directive, "speaks plain HTTP")
                    for listen in server.listens
                    if listen.directive is not None
                ],
            )
