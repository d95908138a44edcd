"""Arguments that name a variable to be defined (ngx_http_add_variable)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.variables import named_groups, variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.problem import Problem

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def scope_of(context: str) -> str:
    """Return the scope of the variables in a context: http or stream."""
    return "stream" if context.startswith("stream") else "http"


def check_dollar(arg: int, value: str) -> Iterator[Problem]:
    """Yield a problem unless ``value`` is a variable: a dollar sign and a name."""
    if value.startswith("$") and len(value) > 1:
        return
    named = _WORD.fullmatch(value) is not None
    yield invalid(
        arg,
        f"{shown(value)} is not a variable: its name has to begin with `$`",
        f"Write `${value}`." if named else None,
        f"${value}" if named else None,
        safe=named,
        rule="invalid-variable-name",
    )


def check_groups(dialect: Dialect, arg: int, text: str, scope: str) -> Iterator[Problem]:
    """Yield a problem for each named group in a regular expression that would define one of
    nginx's own variables (ngx_http_regex_compile)."""
    if "(?" not in text:
        return
    for name in named_groups(text):
        if not variables(dialect.version).settable(name, scope):
            at = text.find(name)
            yield invalid(
                arg,
                f"the group `{name}` would define `${name}`, one of nginx's own variables",
                "Choose another name for the group.",
                rule="builtin-variable-redefined",
                start=at,
                end=at + len(name),
            )


def check_defined(dialect: Dialect, arg: int, value: str, context: str) -> Iterator[Problem]:
    """Yield a problem unless ``value`` is a variable that may be defined."""
    wrong = False
    for problem in check_dollar(arg, value):
        wrong = True
        yield problem
    if wrong:
        return
    if not variables(dialect.version).settable(value[1:], scope_of(context)):
        yield invalid(
            arg,
            f"`{value}` is one of nginx's own variables and cannot be given another value",
            "Choose a name of your own.",
            rule="builtin-variable-redefined",
        )
