from __future__ import annotations

from nginxlint.rule import Rule, Severity


class DeprecatedDirective(Rule):
    """A directive that nginx still takes, but no longer follows.

    nginx warns that it is obsolete or deprecated; most such lines have no effect any more, and a
    later version will refuse them.

    How to fix: write what the message names in its place, or take the line out.
    """

    id = "deprecated-directive"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/CHANGES",)
