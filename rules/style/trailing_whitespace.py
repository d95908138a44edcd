from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration, spacings


class TrailingWhitespace(Rule):
    """White space ends a line.

    nginx passes over it. It shows up in comparisons of versions, and editors that take it away on
    saving make changes that nobody meant. White space inside of quotes belongs to the value, and is not
    looked at.

    How to fix: take it out; `nginxlint --fix` and `nginxlint format` do it.
    """

    id = "trailing-whitespace"
    severity = Severity.INFO
    default = False
    fix = "safe"

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            for gap in spacing.gaps:
                for blanks in gap.trailing():
                    report(
                        blanks,
                        f"line {blanks.line} ends in white space",
                        help="Take it out.",
                        fix=report.fix("take the white space out", Edit.delete(blanks), safe=True),
                    )
