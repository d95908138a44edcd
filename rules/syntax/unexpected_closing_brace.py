from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnexpectedClosingBrace(Rule):
    """A `}` closes a block that is not open.

    Each file is balanced by itself: a `}` too many ends a block too early, so that what follows stands
    in the wrong place, or ends one that was never opened. nginx refuses the file, often with a message
    about a directive further down that "is not allowed here".

    How to fix: take the brace out, or open the block that it was meant to close.
    """

    id = "unexpected-closing-brace"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
