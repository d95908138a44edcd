from __future__ import annotations

from nginxlint.rule import Directive, Edit, Option, Report, Rule, Severity, on, parse_hsts


class HstsWeak(Rule):
    """A `Strict-Transport-Security` that browsers ignore, or that holds for a short time only.

    Browsers keep to https for as long as `max-age` says, from the last visit on. A few minutes or days
    protect nobody who comes once a month. With a mistake in the value browsers ignore all of it: for this
    the finding is a warning. Lists of sites that browsers know from the start (`preload`) take a site only
    with `includeSubDomains` and a year.

    How to fix: `add_header Strict-Transport-Security "max-age=31536000" always;`.

    When to ignore: while you try it out with a short time, and with `max-age=0`, which takes it back.
    """

    id = "hsts-weak"
    severity = Severity.INFO
    fix = "unsafe"
    least = Option(15_552_000, "The seconds that `max-age` must reach.", least=0)
    references = ("https://www.rfc-editor.org/rfc/rfc6797.html#section-6.1",)

    @on("add_header strict-transport-security")
    def check(self, line: Directive, report: Report) -> None:
        if len(line.args) < 2 or line.args[0].lower() != "strict-transport-security":
            return
        text = line.args[1]
        if not text or "$" in text:
            return
        hsts = parse_hsts(str(text))
        report.about(line.reading)
        if hsts.fault:
            report(
                text,
                f"browsers ignore this `Strict-Transport-Security`: {hsts.fault}",
                help='Write it as in `"max-age=31536000; includeSubDomains"`.',
                severity=Severity.WARNING,
            )
        elif hsts.max_age < self.least:
            number = text.part(hsts.start, hsts.end)
            report(
                number,
                _short(hsts.max_age),
                help="Write `31536000`, a year.",
                fix=report.fix("a year", Edit.replace(number, "31536000")) if number != text.span else None,
            )
        elif hsts.preload and (not hsts.subdomains or hsts.max_age < _YEAR):
            report(
                text,
                "with `preload` the lists of browsers take a site only with `includeSubDomains` and a "
                f"`max-age` of {_YEAR} or more",
                help="Add what is missing, or leave `preload` out.",
            )


_YEAR = 31_536_000


def _short(seconds: int) -> str:
    if not seconds:
        return "`max-age=0` tells browsers to forget that this site wants https"
    size, unit = next(one for one in _UNITS if seconds >= one[0])
    count = seconds // size
    return (
        f"browsers keep to https for {count} {unit}{'' if count == 1 else 's'} only: "
        "whoever comes back later is unprotected"
    )


_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
