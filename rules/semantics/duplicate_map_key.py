from __future__ import annotations

from nginxlint.rule import Rule, Severity


class DuplicateMapKey(Rule):
    """A `map` or `geo` names the same key twice.

    Two `default` lines, or the same text twice (`map` does not tell upper from lower case), keep
    nginx from starting: it can't know which of the values is meant. For a network that stands
    twice in a `geo` nginx only warns, and takes the later one.

    How to fix: take one of the lines out.
    """

    id = "duplicate-map-key"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_map_module.html#map",)
