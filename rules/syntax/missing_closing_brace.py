from __future__ import annotations

from nginxlint.rule import Rule, Severity


class MissingClosingBrace(Rule):
    """A block is opened and never closed.

    nginx reads to the end of the file, finds that a `}` is still owed and refuses to start. Its own message
    names the last line, wherever the brace was forgotten. nginxlint looks at the indentation, at what
    may stand in which block and at what would be there twice, points at the place where the brace
    belongs and at the block that stays open, and checks the rest of the file as if it were there.

    How to fix: write `}` at the place shown. `nginxlint --fix --unsafe-fixes` does it; look at the result,
    since the place is worked out from the text.
    """

    id = "missing-closing-brace"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
