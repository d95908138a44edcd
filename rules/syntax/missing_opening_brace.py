from __future__ import annotations

from nginxlint.rule import Rule, Severity


class MissingOpeningBrace(Rule):
    """A block has no `{`.

    `server`, `location`, `http`, `upstream` and the like need a block. Without the `{` nginx
    takes the lines below as arguments of the first, says that the directive "has no opening {" or
    has too many arguments, and does not start.

    How to fix: write `{` at the end of the line shown.
    """

    id = "missing-opening-brace"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
