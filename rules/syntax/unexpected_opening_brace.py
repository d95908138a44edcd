from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnexpectedOpeningBrace(Rule):
    """A `{` where no block may begin.

    The directive in front of it takes no block, or there is none. nginx refuses to start, mostly
    with a message about the lines in the block.

    How to fix: end the directive with `;`, or name the block that was meant.
    """

    id = "unexpected-opening-brace"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
