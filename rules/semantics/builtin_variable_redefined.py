from __future__ import annotations

from nginxlint.rule import Rule, Severity


class BuiltinVariableRedefined(Rule):
    """A variable of nginx itself is defined anew.

    `$host`, `$uri`, `$remote_addr` and most others belong to nginx: `map`, `geo` or `set` with
    such a target makes it say "the duplicate variable" and refuse to start. A few can be set
    (`$args`, `$limit_rate`).

    How to fix: choose a name of your own.
    """

    id = "builtin-variable-redefined"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/varindex.html",)
