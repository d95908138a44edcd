from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    listening_addresses,
    on_configuration,
    server_of,
)


class SslOnPort80(Rule):
    """`listen 80 ssl`: the port of plain HTTP speaks TLS.

    Browsers that open `http://` get "400 The plain HTTP request was sent to HTTPS port". Port 80 is for
    plain HTTP, and https goes to 443.

    How to fix: take `ssl` out, and listen with `ssl` on 443.

    When to ignore: if nginx speaks TLS on this port on purpose, as behind a proxy. A server with an
    `error_page 497` is not reported.
    """

    id = "ssl-on-port-80"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/configuring_https_servers.html",)

    @on_configuration("listen ssl")
    def check(self, configuration: Configuration, report: Report) -> None:
        for address in listening_addresses(configuration):
            if address.part != "http" or not address.name.endswith(":80"):
                continue
            for line in address.lines:
                listen = line.directive
                if listen is None or "ssl" not in line.words or "proxy_protocol" in line.words:
                    continue
                pages = server_of(configuration, line.server).effective("error_page")
                if any("497" in page.args for page in pages):
                    continue
                word = next(word for word in listen.args[1:] if word == "ssl")
                report.about(listen.reading)
                report(
                    word,
                    f"`listen {listen.args[0]} ssl` speaks TLS on the port of plain HTTP: `http://` is "
                    'answered with "400 The plain HTTP request was sent to HTTPS port"',
                    help="Take `ssl` out, and listen with `ssl` on 443.",
                    fix=report.fix("take `ssl` out", Edit(word.source, word.start - 1, word.end, "")),
                )
