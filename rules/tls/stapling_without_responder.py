from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    effective,
    on_configuration,
    stapling_unanswered,
)


class StaplingWithoutResponder(Rule):
    """`ssl_stapling` is on for a certificate that names no OCSP responder.

    nginx has nobody to ask, logs "ssl_stapling ignored, no OCSP responder URL in the certificate" and
    staples nothing. Let's Encrypt ended OCSP in 2025, so that its certificates name none any more. Where the
    certificate can't be looked at, a path below `/etc/letsencrypt/` counts as theirs.

    How to fix: take `ssl_stapling` and `ssl_stapling_verify` out, or name a responder with
    `ssl_stapling_responder`.

    When to ignore: if certbot got the certificate from an authority that still has a responder.
    """

    id = "stapling-without-responder"
    severity = Severity.INFO
    fix = "safe"
    references = (
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling",
        "https://letsencrypt.org/2024/12/05/ending-ocsp/",
    )

    @on_configuration("ssl_stapling")
    def check(self, configuration: Configuration, report: Report) -> None:
        seen = set()
        for server, pair in stapling_unanswered(configuration, report.machine):
            line = effective(configuration, server, "ssl_stapling")[0]
            certificate = effective(configuration, server, "ssl_certificate")[0]
            if id(line) in seen:
                continue
            seen.add(id(line))
            report(
                line,
                f"the certificate `{pair.file.path}` names no OCSP responder: nginx ignores `ssl_stapling`"
                if pair is not None
                else "certificates of Let's Encrypt name no OCSP responder any more: nginx ignores "
                "`ssl_stapling`",
                help="Take `ssl_stapling` and `ssl_stapling_verify` out.",
                related=[(certificate if pair is None else pair.certificate, "the certificate")],
                fix=report.fix(
                    "switch it off",
                    Edit.replace(line.args[0].span, "off"),
                    safe=pair is not None and line.parent is server,
                ),
            )
