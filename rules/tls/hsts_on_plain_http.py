from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, plain_hsts, without_line


class HstsOnPlainHttp(Rule):
    """`Strict-Transport-Security` in a server that speaks plain HTTP only.

    Browsers take the field only over TLS and ignore it otherwise (RFC 6797, section 8.1), since anybody on
    the way could have written it.

    How to fix: put the line into the server that speaks TLS, and take it out here.

    When to ignore: never; the line does nothing. Where something in front of nginx may end TLS nothing is
    reported.
    """

    id = "hsts-on-plain-http"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://www.rfc-editor.org/rfc/rfc6797.html#section-8.1",)

    @on_configuration("add_header strict-transport-security")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, twin in plain_hsts(configuration):
            report(
                line,
                "browsers ignore `Strict-Transport-Security` here: this server speaks plain HTTP only",
                help="Put the line into the server that speaks TLS.",
                related=[(twin.name, "this server has the name on TLS")],
                fix=report.fix("take it out", without_line(line)),
            )
