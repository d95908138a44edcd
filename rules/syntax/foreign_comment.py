from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ForeignComment(Rule):
    """A comment in the style of another language.

    nginx has one kind of comment: from `#` to the end of the line. `//`, `/* */`, `--` and `<!--
    -->` are words like any others, so nginx reads the comment as a directive and refuses to
    start.

    How to fix: begin the comment with `#`.
    """

    id = "foreign-comment"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
