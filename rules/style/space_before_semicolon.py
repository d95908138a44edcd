from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, spacings


class SpaceBeforeSemicolon(Rule):
    """White space stands before a `;`.

    nginx passes over it. A `;` that stands off, or on a line of its own, is easily overlooked by the
    next person who adds a word.

    A directive whose words are written over several lines may end in a `;` on a line of its own.

    How to fix: write the `;` directly behind the last word; `nginxlint --fix` and `nginxlint format` do
    it.
    """

    id = "space-before-semicolon"
    severity = Severity.INFO
    default = False
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for spacing in spacings(configuration):
            for gap in spacing.gaps:
                if gap.before(";") and gap.text and not gap.wanted:
                    off = "on a line of its own" if "\n" in gap.text else "with white space before it"
                    report(
                        gap.span,
                        f"the `;` behind `{gap.words[0]}` stands {off}",
                        help=f"Write it directly behind `{gap.words[0]}`.",
                        fix=report.fix("close the gap", spacing.put_right(gap), safe=True),
                    )
