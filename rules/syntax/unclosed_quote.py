from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnclosedQuote(Rule):
    """A quote is opened and never closed.

    Inside quotes nginx takes everything as text, line ends and braces too. A quote that is not closed
    swallows the rest of the file, or runs up to the next quote, which then opens where it should close.
    nginx refuses the file and names its last line, or a line far below the mistake.

    How to fix: close the quote where the text ends, before the `;`.
    """

    id = "unclosed-quote"
    severity = Severity.ERROR
    fix = "unsafe"
