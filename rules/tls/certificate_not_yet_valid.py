from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class CertificateNotYetValid(Rule):
    """A certificate is valid only from a later day on.

    nginx starts with it all the same. Browsers show a warning instead of the site, other clients refuse
    to connect.

    How to fix: keep the old certificate until then. If the day is long past, the clock of this machine is
    wrong (small boards without a battery start in the past): `timedatectl` shows it.
    """

    id = "certificate-not-yet-valid"
    severity = Severity.ERROR
    host = True

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            leaf = pair.file.leaf
            if leaf is None or leaf.starts <= machine.now:
                continue
            report.about(pair.certificate.reading)
            report(
                pair.certificate.args[0],
                f"the certificate `{pair.file.path}` is valid only from {leaf.starts:%Y-%m-%d %H:%M} UTC on: "
                "browsers refuse the site until then",
                help="Keep the old one until then, or set the clock: here it is "
                f"{machine.now:%Y-%m-%d %H:%M} UTC.",
                related=pair.related,
            )
