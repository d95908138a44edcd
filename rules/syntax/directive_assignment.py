from __future__ import annotations

from nginxlint.rule import Rule, Severity


class DirectiveAssignment(Rule):
    """A directive is written with `=` or `:`.

    `server_name = example.com;` looks like an assignment, but nginx separates a directive and its
    value by a blank. The sign becomes a value of its own, or a part of the name: mostly nginx
    refuses the file; where the directive takes any number of values it starts and uses the sign
    as one of them.

    How to fix: write a blank between the name and the value.
    """

    id = "directive-assignment"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
