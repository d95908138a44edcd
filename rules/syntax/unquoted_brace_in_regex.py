from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnquotedBraceInRegex(Rule):
    """A brace in a regular expression without quotes.

    Outside quotes `{` opens a block, `}` closes one and `;` ends a directive, in a regular
    expression too: `location ~ ^/[0-9]{3}$ {` opens the block behind `[0-9]`. nginx refuses the
    file with a message about an unknown directive.

    How to fix: put the whole expression in double quotes: `location ~ "^/[0-9]{3}$" {`.
    """

    id = "unquoted-brace-in-regex"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite",)
