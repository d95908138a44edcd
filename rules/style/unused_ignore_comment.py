from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnusedIgnoreComment(Rule):
    """An `# nginxlint: ignore[…]` comment hides nothing any more.

    What it was written for has gone. Left in place it would hide the same mistake when somebody makes
    it again.

    It is reported only where the rules that it names really ran on the whole configuration.

    How to fix: take the comment out, or the rule out of its brackets.
    """

    id = "unused-ignore-comment"
    severity = Severity.INFO
    fix = "safe"
