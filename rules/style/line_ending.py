from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Option, Report, Rule, Severity, on_configuration, spacings


class LineEnding(Rule):
    """Lines end in a carriage return and a line feed, or some do and others don't.

    nginx takes a carriage return for white space between words. In a value that is quoted over several
    lines, and in blocks of Lua, it is a character as any other: it ends up in headers and logs.
    Comparisons of versions show each line as changed when an editor mends it.

    How to fix: save the file with line feeds only; `nginxlint --fix` and `nginxlint format` do it. What
    stands in quotes is left as it is.

    When to ignore: where files are edited on Windows and must stay so, choose `style = "crlf"`.
    """

    id = "line-ending"
    severity = Severity.INFO
    default = False
    fix = "safe"
    style = Option("lf", "How lines are to end.", choices=("lf", "crlf"))

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        wanted = "\r\n" if self.style == "crlf" else "\n"
        for spacing in spacings(configuration):
            ends = [end for gap in spacing.gaps for end in gap.line_ends()]
            wrong = [end for end in ends if end.text != wanted]
            if not wrong:
                continue
            lines = "1 line ends" if len(wrong) == 1 else f"{len(wrong):,} lines end"
            with_return = "a line feed only" if self.style == "crlf" else "a carriage return and a line feed"
            others = "" if len(wrong) == len(ends) else f", {len(ends) - len(wrong):,} others don't"
            insert = "\r" if self.style == "crlf" else ""
            edits = [Edit(end.source, end.start, end.end - 1, insert) for end in wrong]
            report(
                wrong[0],
                f"{lines} in {with_return}{others}",
                label="the first one",
                help=f"Save the file with {'carriage returns and ' if insert else ''}line feeds.",
                fix=report.fix("let all lines end alike", *edits, safe=True),
            )
