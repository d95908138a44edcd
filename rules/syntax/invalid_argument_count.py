from __future__ import annotations

from nginxlint.rule import Rule, Severity


class InvalidArgumentCount(Rule):
    """A directive has too many or too few arguments.

    nginx counts the words between the name and the `;` and refuses to start if there are more or
    fewer than the directive takes. Often a blank stands in a value that needs quotes, or the `;`
    of the line is missing, so that the next line counts too (nginxlint then reports
    `missing-semicolon`).

    How to fix: bring the number of arguments to what the message says; put a value with blanks in
    quotes.
    """

    id = "invalid-argument-count"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
