from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, spacings


class OneDirectivePerLine(Rule):
    """Two directives stand on one line.

    nginx doesn't mind. Whoever looks for a directive reads the beginnings of lines, and comparisons of
    versions show whole lines: the second directive is overlooked in both.

    A block with its one directive on one line, as in `location = /ok { return 200; }`, is a matter of
    the rule `brace-style`.

    How to fix: give each a line of its own; `nginxlint --fix` and `nginxlint format` do it.
    """

    id = "one-directive-per-line"
    severity = Severity.INFO
    default = False
    fix = "safe"

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            for gap in spacing.gaps:
                if gap.right is not None and gap.runs_on and gap.behind(";", "}") and not gap.before("}"):
                    report(
                        gap.right,
                        f"`{gap.words[1]}` stands on the line of another directive",
                        help=f"Begin a line before `{gap.words[1]}`.",
                        fix=report.fix("begin a line", spacing.put_right(gap), safe=True),
                    )
