from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration, spacings


class MissingFinalNewline(Rule):
    """The last line of the file has no line feed.

    nginx reads it all the same. Where files are put one behind the other (`cat a.conf b.conf`, as
    scripts of containers do), the next one goes on in that line: behind a comment its first directive
    is lost.

    How to fix: end the file with a line feed; `nginxlint --fix` and `nginxlint format` do it.
    """

    id = "missing-final-newline"
    severity = Severity.INFO
    default = False
    fix = "safe"

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            last = spacing.gaps[-1]
            if "\n" in last.text:
                continue
            source, _, end = last.span
            is_comment = last.left is not None and last.left.raw.startswith("#")
            effect = "the first line of a file put behind this one would become part of " + (
                "its last comment" if is_comment else "its last line"
            )
            report(
                source.span(end, end),
                f"the file doesn't end in a line feed: {effect}",
                help="End it with a line feed.",
                fix=report.fix("end the last line", Edit.insert(source, end, "\n"), safe=True),
            )
