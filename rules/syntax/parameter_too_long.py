from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ParameterTooLong(Rule):
    """A word or comment is longer than nginx can read.

    nginx reads its configuration through a buffer of 4096 bytes, and a word, a quoted text or a
    comment that does not fit makes it refuse to start. Often a quote is not closed, and the text
    goes on further than it seems.

    How to fix: close the quote. A really long text can be split: several `add_header` lines, or
    variables that are put together.
    """

    id = "parameter-too-long"
    severity = Severity.ERROR
