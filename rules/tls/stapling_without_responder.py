from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class StaplingWithoutResponder(Rule):
    """`ssl_stapling` is on for a certificate that names no OCSP responder.

    nginx has nobody to ask, logs "ssl_stapling ignored, no OCSP responder URL in the certificate" and
    staples nothing. Let's Encrypt ended OCSP in 2025, so that its certificates name none any more.

    How to fix: take `ssl_stapling` and `ssl_stapling_verify` out, or name a responder with
    `ssl_stapling_responder`.
    """

    id = "stapling-without-responder"
    severity = Severity.INFO
    host = True
    references = (
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling",
        "https://letsencrypt.org/2024/12/05/ending-ocsp/",
    )

    @on_configuration("ssl_stapling")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            leaf = pair.file.leaf
            if leaf is None or leaf.has_responder:
                continue
            for _, server in pair.uses:
                if not server.switched_on("ssl_stapling"):
                    continue
                if server.effective("ssl_stapling_responder") or server.effective("ssl_stapling_file"):
                    continue
                line = server.effective("ssl_stapling")[-1]
                report.about(line.reading)
                report(
                    line,
                    f"the certificate `{pair.file.path}` names no OCSP responder: "
                    "nginx ignores `ssl_stapling`",
                    help="Take `ssl_stapling` and `ssl_stapling_verify` out.",
                    related=[(pair.certificate, "the certificate")],
                )
                break
