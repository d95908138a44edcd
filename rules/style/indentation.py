from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Option,
    Report,
    Rule,
    Severity,
    grouped,
    indent_of,
    on_configuration,
    spacings,
)


class Indentation(Rule):
    """A line is not indented as the blocks around it ask for.

    nginx looks at the braces alone, people look at the indentation: a line that is indented otherwise
    than its neighbours seems to stand in another block than it does.

    Each block adds one step. Further lines of a directive may be indented as they like, so long as they
    are deeper than its first line.

    How to fix: `nginxlint --fix` and `nginxlint format` indent anew. Lua is left as it is, with the
    brace behind it.

    When to ignore: in generated files.
    """

    id = "indentation"
    severity = Severity.INFO
    default = False
    fix = "safe"
    indent = Option(
        "auto",
        "One step: a number of spaces, `tab`, or `auto` for that of most lines of the file. "
        "The default is that of `[format]` in the settings, if it is there.",
        choices=("auto", "tab", *map(str, range(1, 17))),
    )
    most = Option(20, "Up to how many such lines of a file are reported one by one.", least=0)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            unit = spacing.unit if self.indent == "auto" else indent_of(self.indent)
            for group in grouped(spacing.misindented(unit), self.most):
                gap, wanted = group[0]
                here, there = _words(gap.indentation.text), _words(wanted)
                more = f" ({len(group) - 1:,} further lines are wrong too)" if len(group) > 1 else ""
                edits = [Edit.replace(one.indentation, lead) for one, lead in group if not one.in_lua]
                report(
                    gap.indentation,
                    f"line {gap.indentation.line} is indented with {here}, but should be with {there}{more}",
                    help=f"Indent it with {there}.",
                    fix=report.fix("indent anew", *edits, safe=True) if edits else None,
                )


def _words(lead: str) -> str:
    if not lead:
        return "nothing"
    name = "tab" if lead[0] == "\t" else "space"
    return f"{len(lead)} {name}{'s' if len(lead) > 1 else ''}"
