from __future__ import annotations

from nginxlint.rule import Rule, Severity


class SslDirectiveDeprecated(Rule):
    """`ssl on` is the old way to speak TLS.

    `ssl on` switches every listener of its server to TLS, the one on port 80 too. nginx warns of
    it since 1.15.0 and refuses to start with it since 1.25.1; then it is an error.

    How to fix: take the line out and write `ssl` on the lines of the ports that speak TLS:
    `listen 443 ssl;`.
    """

    id = "ssl-directive-deprecated"
    severity = Severity.WARNING
    versions = "1.15.0 and newer"
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl",)
