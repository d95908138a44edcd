from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnclosedVariable(Rule):
    """`${` without `}`.

    The name of a variable in braces ends at `}`. Without it nginx takes the blanks, `;` and lines
    that follow for a part of the name, up to the next `}`, and refuses to start, far below the
    mistake; or it accepts the text as it stands.

    How to fix: write `${name}` or `$name`.
    """

    id = "unclosed-variable"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#set",)
