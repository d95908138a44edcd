from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, needless_quotes, on_configuration


class ExcessiveQuoting(Rule):
    """A word is quoted that needs no quotes.

    nginx takes quotes off before it looks at a word, so `root "/srv/www";` is `root /srv/www;`. They
    are needed around blanks, `;`, braces, and for an empty text. Regular expressions, header fields and
    texts for logs and answers are not reported, where quotes are a good habit.

    How to fix: take the quotes off.

    When to ignore: where a house quotes all paths. The rule is off by default.
    """

    id = "excessive-quoting"
    severity = Severity.INFO
    default = False
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, word in needless_quotes(configuration):
            report.about(line.reading)
            report(
                word,
                f"`{word.raw}` is `{word}` for nginx: it needs no quotes",
                help="Take the quotes off.",
                fix=report.fix("take the quotes off", Edit.replace(word.span, str(word)), safe=True),
            )
