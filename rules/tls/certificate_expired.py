from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class CertificateExpired(Rule):
    """A certificate is no longer valid.

    nginx starts with it all the same. Browsers show a warning instead of the site, other clients refuse
    to connect.

    How to fix: renew it, and look why that didn't happen by itself (`certbot renew --dry-run`, `systemctl
    list-timers`). nginx must be reloaded to use the new one.
    """

    id = "certificate-expired"
    severity = Severity.ERROR
    host = True

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            for index, certificate in enumerate(pair.file.certificates):
                if certificate.ends >= machine.now:
                    continue
                days = (machine.now - certificate.ends).days
                ago = f"{days} days ago" if days > 1 else "less than two days ago"
                day = f"{certificate.ends:%Y-%m-%d}"
                if index == 0:
                    what = (
                        f"the certificate `{pair.file.path}` expired on {day}, {ago}: "
                        "browsers refuse the site"
                    )
                    advice = "Renew it and reload nginx."
                else:
                    what = (
                        f"certificate number {index + 1} in `{pair.file.path}` ({certificate.subject}) "
                        f"expired on {day}, {ago}: clients that need it to trust the first refuse the site"
                    )
                    advice = "Take the chain that the authority gives out today."
                report.about(pair.certificate.reading)
                report(pair.certificate.args[0], what, help=advice, related=pair.related)
                break
