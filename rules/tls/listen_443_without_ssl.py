from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Line,
    Report,
    Rule,
    Severity,
    listening_addresses,
    on_configuration,
    sees_neighbours,
    server_of,
)


class Listen443WithoutSsl(Rule):
    """`listen 443` without `ssl`: the port of HTTPS answers in plain text.

    Browsers that open `https://` get an answer that is not TLS and show an error such as
    ERR_SSL_PROTOCOL_ERROR or SSL_ERROR_RX_RECORD_TOO_LONG.

    How to fix: write `listen 443 ssl;`. The server needs `ssl_certificate` and `ssl_certificate_key` then.

    `ssl` counts for all servers of an address: one line is enough for nginx. In a file alone, where the
    others are not seen, the finding is only information.

    When to ignore: if something in front of nginx ends TLS and passes plain text on to port 443.
    """

    id = "listen-443-without-ssl"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/configuring_https_servers.html",)

    @on_configuration("listen 443", "listen -")
    def check(self, configuration: Configuration, report: Report) -> None:
        for address in listening_addresses(configuration):
            if address.part != "http" or not address.name.endswith(":443"):
                continue
            if any({"ssl", "quic", "proxy_protocol"} & line.words for line in address.lines):
                continue
            for line in address.lines:
                self._check_line(line, configuration, report)

    def _check_line(self, line: Line, configuration: Configuration, report: Report) -> None:
        server = server_of(configuration, line.server)
        has_certificate = bool(server.effective("ssl_certificate"))
        # Of a file alone nobody knows whether another one makes the port speak TLS.
        if not server.is_plain or not (has_certificate or configuration.context == "main"):
            return
        is_certain = sees_neighbours(configuration)
        last = line.directive.args[-1] if line.directive is not None else line.server.name
        report(
            line.place,
            f"`listen {' '.join(line.place.args)}` has no `ssl`: "
            + ("" if is_certain else "unless another server has it on this address, ")
            + "browsers that open https:// here get plain text and show an error",
            help="Write `ssl` after the address."
            + ("" if has_certificate else " The server needs a certificate then."),
            severity=None if is_certain else Severity.INFO,
            fix=report.fix("add `ssl`", Edit.insert(last.source, last.end, " ssl"), safe=True)
            if has_certificate
            else None,
        )
