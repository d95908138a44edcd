from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Option,
    Report,
    Rule,
    Severity,
    grouped,
    on_configuration,
    spacings,
)


class MixedIndentation(Rule):
    """Some lines are indented with tabs, others with spaces.

    How wide a tab is, each editor and each tool decides for itself: a line that seems to stand in one
    block here seems to stand in another there. nginx looks at the braces alone.

    How to fix: indent with what most lines have; `nginxlint --fix` and `nginxlint format` do it.
    """

    id = "mixed-indentation"
    severity = Severity.INFO
    default = False
    fix = "safe"
    most = Option(20, "Up to how many such lines of a file are reported one by one.", least=0)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            usual, other = ("tabs", "spaces") if spacing.tabs else ("spaces", "tabs")
            for group in grouped(spacing.mixed(), self.most):
                place = group[0].indentation
                lines = f"line {place.line} is" if len(group) == 1 else f"{len(group):,} lines are"
                also = f" and {usual}" if len(set(place.text)) > 1 else ""
                edits = [
                    Edit.replace(gap.indentation, spacing.unit * gap.depth) for gap in group if not gap.in_lua
                ]
                report(
                    place,
                    f"{lines} indented with {other}{also}, most lines of the file with {usual}",
                    label="the first one" if len(group) > 1 else "",
                    help=f"Indent with {usual}.",
                    fix=report.fix(f"indent with {usual}", *edits, safe=True) if edits else None,
                )
