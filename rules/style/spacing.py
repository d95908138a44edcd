from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, spacings


class Spacing(Rule):
    """Words of a directive stand apart by more than one space, and form no column.

    nginx passes over the rest. Several spaces are worth it where they put words of neighbouring lines
    below one another, as in a `map` or in `types`; elsewhere they are leftovers.

    How to fix: leave one space; `nginxlint --fix` and `nginxlint format` do it (the latter in columns
    too).
    """

    id = "spacing"
    severity = Severity.INFO
    default = False
    fix = "safe"

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            for gap in spacing.gaps:
                if gap.parts_words and gap.text != " " and not gap.is_aligned:
                    kind = "a tab" if "\t" in gap.text else f"{len(gap.text)} spaces"
                    report(
                        gap.span,
                        "{} between `{}` and `{}`".format(kind, *gap.words),
                        help="Leave one space.",
                        fix=report.fix("leave one space", spacing.put_right(gap), safe=True),
                    )
