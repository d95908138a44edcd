from __future__ import annotations

from datetime import timedelta

from nginxlint.rule import Configuration, Option, Report, Rule, Severity, on_configuration

_VERY_SOON = timedelta(days=14)
_AT_ONCE = timedelta(days=7)


class CertificateExpiring(Rule):
    """A certificate expires soon.

    Said 30 days before (or as the option says) as advice, 14 and 7 days before as a warning; for
    certificates that live shorter than 90 days, when a third, a sixth or a twelfth of their life is left,
    since they are renewed that late.

    How to fix: renew it. If that should happen by itself, look why it doesn't (`certbot renew
    --dry-run`, `systemctl list-timers`).
    """

    id = "certificate-expiring"
    severity = Severity.WARNING
    host = True
    days = Option(30, "How many days before it is said.", least=1, most=365)

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            leaf = pair.file.leaf
            if leaf is None or leaf.starts > machine.now or leaf.ends < machine.now:
                continue
            life, left = leaf.ends - leaf.starts, leaf.ends - machine.now
            if left >= min(timedelta(days=self.days), life / 3):
                continue
            soon = left < min(_VERY_SOON, life / 6)
            at_once = left < min(_AT_ONCE, life / 12)
            when = f"on {leaf.ends:%A, %Y-%m-%d}" if at_once else f"on {leaf.ends:%Y-%m-%d}"
            days = f"in {left.days} days" if left.days > 1 else f"in {left // timedelta(hours=1)} hours"
            report.about(pair.certificate.reading)
            report(
                pair.certificate.args[0],
                f"the certificate `{pair.file.path}` expires {when}, {days}",
                help="Renew it now." if at_once else "Renew it, or look whether that happens by itself.",
                related=pair.related,
                severity=Severity.WARNING if soon else Severity.INFO,
            )
