from __future__ import annotations

from nginxlint.rule import Rule, Severity


class NestingTooDeep(Rule):
    """Blocks are nested deeper than nginxlint follows.

    Real configurations nest a handful of blocks. A file with hundreds of them inside one another was
    written by a tool that went wrong, or to bring a reader down. nginxlint does not read such a file
    any further, so nothing else in it is checked.

    How to fix: find the line that repeats itself.
    """

    id = "nesting-too-deep"
    severity = Severity.WARNING
