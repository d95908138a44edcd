"""Texts with variables (src/http/ngx_http_script.c, ngx_http_script_compile)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.nginx.values.say import invalid, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem

#: a dollar sign and what nginx reads after it
_DOLLAR = re.compile(r"\$(?:[1-9]|\{([A-Za-z0-9_]*)(.?)|([A-Za-z0-9_]*))", re.DOTALL)


def check_text(arg: int, text: str, *, offset: int = 0) -> Iterator[Problem]:
    """Yield a problem for the first ``$`` in ``text`` that is no variable.

    ``offset`` is where ``text`` begins in the argument.
    """
    if "$" not in text:
        return
    for match in _DOLLAR.finditer(text):
        start, end = match.span()
        name = match[3]
        if match[1] is not None:
            name = match[1]
            if match[2] != "}":
                yield invalid(
                    arg,
                    f"`${{{name}` has no closing brace",
                    f"Write `${{{name}}}`." if name else "Write the variable as `${name}`.",
                    rule="invalid-variable-name",
                    start=offset + start,
                    end=offset + min(end, len(text)),
                )
                return
        elif name is None:
            continue  # $1 to $9
        if not name:
            yield invalid(
                arg,
                f"a `$` in {shown(text)} is not followed by the name of a variable",
                "nginx cannot take a plain dollar sign here: take it out, or define a variable"
                ' that holds it with `geo $dollar { default "$"; }`.',
                rule="invalid-variable-name",
                start=offset + start,
                end=offset + max(end, start + 1),
            )
            return
