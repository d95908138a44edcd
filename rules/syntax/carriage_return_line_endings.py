from __future__ import annotations

from nginxlint.rule import Rule, Severity


class CarriageReturnLineEndings(Rule):
    """Lines end in carriage returns alone.

    A comment goes on to the next line feed. In a file whose lines end in carriage returns (an old
    Mac format, or a conversion gone wrong) everything after the first `#` is a comment. nginx
    refuses the file, or silently leaves out all of it.

    How to fix: save the file with line feeds; `nginxlint --fix` does it.
    """

    id = "carriage-return-line-endings"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
