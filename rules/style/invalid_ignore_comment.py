from __future__ import annotations

from nginxlint.rule import Rule, Severity


class InvalidIgnoreComment(Rule):
    """An `# nginxlint: ignore[…]` comment names no rule, or one that does not exist.

    It hides nothing, so the finding it was written for is still reported, or the comment only looks as if
    it did something.

    How to fix: write the rule's id as it stands in brackets behind the finding.
    """

    id = "invalid-ignore-comment"
    severity = Severity.WARNING
    fix = "unsafe"
