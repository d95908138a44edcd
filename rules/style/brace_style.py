from __future__ import annotations

from nginxlint.rule import Configuration, Option, Report, Rule, Severity, on_configuration, spacings


class BraceStyle(Rule):
    """A brace doesn't stand where braces usually do.

    `{` ends the line of its block, behind one space; `}` stands on a line of its own. What nginx's
    documentation and most examples keep to is what eyes look for: a brace elsewhere is easily
    overlooked, and one too many or too few is found late.

    How to fix: move the brace; `nginxlint --fix` and `nginxlint format` do it.
    """

    id = "brace-style"
    severity = Severity.INFO
    default = False
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
    one_line = Option(True, "Whether a block with one directive may stand on one line.")

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            for gap in spacing.gaps:
                if gap.before("{") and gap.wanted == " " and gap.text != " ":
                    if "\n" in gap.text:
                        message = f"`{{` stands on the line below `{gap.words[0]}`"
                    else:
                        many = "several spaces" if gap.text else "no space"
                        message = f"{many} between `{gap.words[0]}` and `{{`"
                    help_ = "Write `{` at the end of the line, behind one space."
                elif not gap.runs_on or (gap.short and self.one_line):
                    continue
                elif gap.behind("{"):
                    message = f"`{gap.words[1]}` stands behind `{{` on the same line"
                    help_ = "Begin a line behind `{`."
                elif gap.before("}"):
                    message = "`}` does not stand on a line of its own"
                    help_ = "Begin a line before `}`."
                else:
                    continue
                report(
                    gap.right or gap.span,
                    message,
                    help=help_,
                    fix=report.fix("put the line end right", spacing.put_right(gap), safe=True),
                )
