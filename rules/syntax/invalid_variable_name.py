from __future__ import annotations

from nginxlint.rule import Rule, Severity


class InvalidVariableName(Rule):
    """The name of a variable is missing or malformed.

    What `set`, `map`, `geo` and others define must begin with `$`, and a variable's name is made
    of letters, digits and `_`. In a text, a `$` without a name behind it and a `${` without `}`
    are refused as well. nginx does not start.

    How to fix: write `$name`. For a dollar sign as such there is no escape: define it once with
    `geo $dollar { default "$"; }` and write `${dollar}`.
    """

    id = "invalid-variable-name"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#set",)
