from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnexpectedSemicolon(Rule):
    """A `;` with nothing before it.

    A `;` ends a directive, and one alone has none to end: nginx says 'unexpected ";"' and refuses
    to start.

    How to fix: take it out.
    """

    id = "unexpected-semicolon"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
