from __future__ import annotations

from nginxlint.rule import Rule, Severity


class IncludeCycle(Rule):
    """A file includes itself, directly or through others.

    nginx has no guard against this: it opens the file again and again until the system refuses to open
    any more, and does not start.

    How to fix: take the `include` out that leads back.
    """

    id = "include-cycle"
    severity = Severity.ERROR
