from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ElseInConfiguration(Rule):
    """nginx has no `else`.

    There is `if` and nothing beside it: `else`, `elseif` and `elif` are unknown to nginx, which
    refuses to start.

    How to fix: write a second `if` with the opposite condition, or choose the value with a `map`:

        map $http_x_test $backend { default app; 1 test; }
    """

    id = "else-in-configuration"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_map_module.html#map",)
