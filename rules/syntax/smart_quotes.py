from __future__ import annotations

from nginxlint.rule import Rule, Severity


class SmartQuotes(Rule):
    """Typographic quotes instead of straight ones.

    Only `"` and `'` are quotes for nginx. Curly ones, as word processors and blogs write them,
    become part of the value: `root “/srv/www”;` names a folder that isn't there, and a blank
    between them ends the word. nginx mostly accepts this in silence.

    How to fix: write straight quotes.
    """

    id = "smart-quotes"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
