from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class CertificateSelfSigned(Rule):
    """A server with a public name has a certificate that it signed itself.

    Browsers show a warning instead of the site. `ssl-cert-snakeoil.pem` is such a certificate, which Debian
    makes so that a first start is possible.

    How to fix: get one from an authority; Let's Encrypt gives them out for free (`certbot --nginx`).

    When to ignore: if all clients know the certificate, as between two machines of your own.
    """

    id = "certificate-self-signed"
    severity = Severity.INFO
    host = True

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            leaf = pair.file.leaf
            if leaf is None or not pair.public_names or not leaf.is_self_signed:
                continue
            report.about(pair.certificate.reading)
            report(
                pair.certificate.args[0],
                f"the certificate `{pair.file.path}` is signed by itself: browsers warn of "
                f"`{pair.public_names[0]}` instead of showing it",
                help="Get one from an authority, such as Let's Encrypt with `certbot --nginx`.",
                related=pair.related,
            )
