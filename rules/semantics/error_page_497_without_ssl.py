from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, never_497, on_configuration


class ErrorPage497WithoutSsl(Rule):
    """`error_page 497` in a server that never speaks TLS.

    497 is what nginx answers when a plain `http://` request comes to a TLS port. Where no `listen … ssl`,
    of this server or of another one on its address, makes such a port, 497 never occurs, and visitors who
    should be sent to https are not.

    How to fix: add `ssl` to the `listen` that was meant, or, to send all of port 80 to https, write
    `return 301 https://$host$request_uri;` in the server that listens on 80.

    It is information where the line is for other codes too: only 497 in it has no effect.

    When to ignore: if a file that is not here has a `listen … ssl` for the same address.
    """

    id = "error-page-497-without-ssl"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors",)

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, page in never_497(configuration):
            has_others = any(code != "497" for code in page.codes)
            report.about(page.line.reading)
            report(
                page.code,
                "nothing listens with `ssl` on this server's addresses, and nginx answers 497 only on a "
                f"TLS port: {'`497` is not used here' if has_others else 'this line never does anything'}",
                help="Take `497` out, or add `ssl` to the `listen` that was meant."
                if has_others
                else "Add `ssl` to the `listen` that was meant. To send port 80 to https, write "
                "`return 301 https://$host$request_uri;`.",
                severity=Severity.INFO if has_others else None,
                related=[
                    (listen.directive, "speaks plain HTTP")
                    for listen in server.listens
                    if listen.directive is not None
                ],
            )
