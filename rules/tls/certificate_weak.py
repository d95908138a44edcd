from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class CertificateWeak(Rule):
    """A certificate has a key or signature that is too weak for today.

    RSA keys below 2048 bits, DSA keys, curves below 256 bits, and signatures with MD5 or SHA-1. Browsers
    refuse them; OpenSSL as Debian and others set it up makes nginx refuse to start: "ee key too small",
    "ca md too weak".

    How to fix: order a new certificate with a new key, `openssl ecparam -genkey -name prime256v1` or
    `openssl genrsa 2048`.
    """

    id = "certificate-weak"
    severity = Severity.WARNING
    host = True
    references = ("https://www.rfc-editor.org/rfc/rfc9325#section-4.5",)

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            for index, certificate in enumerate(pair.file.certificates):
                weakness = certificate.weakness
                if weakness is None:
                    continue
                which = "the certificate" if index == 0 else f"certificate number {index + 1} in"
                report.about(pair.certificate.reading)
                report(
                    pair.certificate.args[0],
                    f"{which} `{pair.file.path}` {weakness}: browsers refuse it, and "
                    "OpenSSL as it comes today keeps nginx from starting",
                    help="Make a new key and order a new certificate for it.",
                    related=pair.related,
                )
                break
