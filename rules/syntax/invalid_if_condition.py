from __future__ import annotations

from nginxlint.rule import Rule, Severity


class InvalidIfCondition(Rule):
    """A condition of `if` that nginx does not understand.

    nginx knows few conditions: a variable alone, `$a = text`, `$a != text`, `$a ~ regex` (`~*`,
    `!~`, `!~*`), and the file tests `-f`, `-d`, `-e`, `-x` with their negations. There is no
    `==`, no `&&`, `||`, `and`, `or`, no `else`, no comparing of numbers, and blanks must stand
    around the operator. Anything else keeps nginx from starting.

    How to fix: for "and" and "or", join the values with `map`:

        map "$request_method:$arg_x" $refused { default 0; "POST:1" 1; }
        if ($refused) { return 405; }
    """

    id = "invalid-if-condition"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if",)
