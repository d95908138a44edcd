from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Option, Report, Rule, Severity, on_configuration, spacings


class ConsecutiveBlankLines(Rule):
    """Several lines in a row are blank, or one is at the edge of a block or of the file.

    nginx passes over blank lines. One between groups of directives helps to read; more of them, or one
    behind `{` or before `}`, only take room.

    How to fix: take the surplus lines out; `nginxlint --fix` and `nginxlint format` do it.
    """

    id = "consecutive-blank-lines"
    severity = Severity.INFO
    default = False
    fix = "safe"
    most = Option(1, "How many lines in a row may be blank.", least=0)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            for gap in spacing.gaps:
                blank, kept = gap.blank_lines
                most = self.most if kept else 0
                if blank <= most:
                    continue
                surplus = gap.surplus(most)
                lines = "1 line is blank" if blank == 1 else f"{blank:,} lines in a row are blank"
                if gap.left is None:
                    lines += " at the beginning of the file"
                elif gap.right is None:
                    lines += " at the end of the file"
                elif not kept:
                    lines += " before `}`" if gap.before("}") else " at the beginning of a block"
                report(
                    surplus,
                    lines,
                    help=f"Leave {most} of them." if most else "Take the blank lines out.",
                    fix=report.fix("take the surplus lines out", Edit.delete(surplus), safe=True),
                )
