from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    effective,
    inherits_known,
    on_configuration,
    stapling_without_issuer,
)


class StaplingVerifyWithoutCa(Rule):
    """`ssl_stapling_verify` is on, and there are no certificates to check OCSP answers with.

    nginx does not take the authorities of the system. Without `ssl_trusted_certificate` it has only what
    stands in the file of `ssl_certificate`: enough if that holds the issuer and the issuer itself signs the
    answers, but not if a certificate of its own signs them, as with some authorities. If the issuer is not in
    the file, nginx ignores `ssl_stapling`; where that can be seen, the finding is a warning.

    How to fix: name the issuer's certificates up to the root: `ssl_trusted_certificate
    /etc/ssl/example/chain.pem;`.

    When to ignore: if the log has no "OCSP_basic_verify() failed" and answers are stapled
    (`openssl s_client -status`).
    """

    id = "stapling-verify-without-ca"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling_verify",)

    @on_configuration("ssl_stapling_verify")
    def check(self, configuration: Configuration, report: Report) -> None:
        seen = set()
        for server, lacks in stapling_without_issuer(configuration, report.machine):
            line = effective(configuration, server, "ssl_stapling_verify")[0]
            certificate = effective(configuration, server, "ssl_certificate")[0]
            chained = any(word in certificate.args[0].lower() for word in ("chain", "bundle"))
            if id(line) in seen or not inherits_known(configuration, server) or (lacks is None and chained):
                continue
            seen.add(id(line))
            report(
                line,
                "the certificate's file lacks its issuer, and there is no `ssl_trusted_certificate`: nginx "
                "ignores `ssl_stapling`"
                if lacks
                else "there is no `ssl_trusted_certificate` to check OCSP answers with: nginx may reject "
                "them and staple nothing",
                help="Add `ssl_trusted_certificate` with the issuer's certificates up to the root.",
                related=[(certificate, "the certificate")],
                severity=Severity.WARNING if lacks else None,
            )
