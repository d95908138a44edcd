from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration


class Listen443WithoutSsl(Rule):
    """`listen 443` without `ssl`: the port of HTTPS answers in plain text.

    Browsers that open `https://` get an answer that is not TLS and show an error such as
    ERR_SSL_PROTOCOL_ERROR or SSL_ERROR_RX_RECORD_TOO_LONG.

    How to fix: write `listen 443 ssl;`. The server needs `ssl_certificate` and `ssl_certificate_key` then.

    When to ignore: if something in front of nginx ends TLS and passes plain text on to port 443.
    """

    id = "listen-443-without-ssl"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/configuring_https_servers.html",)

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        servers = configuration.servers
        encrypted = {listen.socket for server in servers for listen in server.listens if listen.ssl}
        for server in servers:
            has_certificate = bool(server.effective("ssl_certificate"))
            if not server.is_plain or not (has_certificate or configuration.context == "main"):
                continue
            for listen in server.listens:
                if listen.port != 443 or listen.ssl or listen.directive is None:
                    continue
                if listen.socket in encrypted or "proxy_protocol" in listen.options:
                    continue
                last = listen.directive.args[-1]
                report.about(listen.directive.reading)
                report(
                    listen.directive,
                    f"`listen {' '.join(listen.directive.args)}` has no `ssl`: browsers that open https:// here "
                    "get plain text and show an error",
                    help="Write `ssl` after the address."
                    + ("" if has_certificate else " The server needs a certificate then."),
                    fix=report.fix("add `ssl`", Edit.insert(last.source, last.end, " ssl"), safe=True)
                    if has_certificate
                    else None,
                )
