from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, http_servers, lines_below, on_configuration


class ErrorPage497Missing(Rule):
    """A TLS port other than 443 answers plain `http://` with an error.

    Who writes `http://example.com:8443/` gets "400 The plain HTTP request was sent to HTTPS port". nginx
    can lead such a request to https on the same port.

    How to fix: `error_page 497 =301 https://$host:8443$request_uri;`.

    When to ignore: if only programs use the port. The rule is off by default.
    """

    id = "error-page-497-missing"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors",)

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server in http_servers(configuration):
            if not server.is_known or any("497" in page.args for page in server.effective("error_page")):
                continue
            for listen in server.listens:
                if listen.directive is None or "ssl" not in listen.options or listen.port in (None, 443):
                    continue
                line = f"error_page 497 =301 https://$host:{listen.port}$request_uri;"
                report(
                    listen.directive,
                    f"`http://` on port {listen.port} is answered with "
                    '"400 The plain HTTP request was sent to HTTPS port"',
                    help=f"Write `{line}`.",
                    fix=report.fix("lead it to https", lines_below(listen.directive, line))
                    if server.directive.first("error_page") or not server.effective("error_page")
                    else None,
                )
                break
