from __future__ import annotations

from nginxlint.rule import Rule, Severity


class SemicolonAfterBlock(Rule):
    """A `;` behind the `}` of a block.

    A block ends with its brace alone. nginx takes the `;` for a directive without a name, says
    'unexpected ";"' and refuses to start.

    How to fix: take the `;` out.
    """

    id = "semicolon-after-block"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
