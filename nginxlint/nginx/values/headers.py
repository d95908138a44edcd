"""add_header, add_trailer, expires (src/http/modules/ngx_http_headers_filter_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

_DAY = 86400


def _add(call: Call) -> Iterator[Problem]:
    args = call.args
    wrong = list(check_text(1, args[1]))
    if wrong:
        yield from wrong
    elif len(args) == 3 and args[2] != "always":
        slip = args[2].lower() in ("always", "alway", "allways", "alwasy")
        yield invalid(
            2,
            f"`{call.fact.name}` takes only `always` behind the value, not {shown(args[2])}",
            "Write `always`." if slip else "Put a value with blanks in quotes.",
            "always" if slip else None,
        )


def _expires(call: Call) -> Iterator[Problem]:
    args = call.args
    modified = len(args) == 2
    if modified and args[0] != "modified":
        yield invalid(
            0,
            f"`expires` with two arguments takes `modified` first, not {shown(args[0])}",
            "Write a time without blanks, as in `expires 1h30m;`.",
        )
        return
    at = len(args) - 1
    text = args[at]
    if "$" in text:
        yield from check_text(at, text)
        return
    if not modified and text in ("epoch", "max", "off"):
        return
    daily = text.startswith("@")
    if daily and modified:
        yield invalid(at, "a time of day cannot stand together with `modified`")
        return
    bare = text[1:] if text[:1] in ("@", "+", "-") else text
    value = numbers.time(bare, seconds=True)
    if value is None:
        mended = numbers.mend_time(bare, seconds=True)
        sign = text[: len(text) - len(bare)]
        yield invalid(
            at,
            f"`expires` takes a time, `epoch`, `max` or `off`, not {shown(text)}",
            f"Write `{sign}{mended}`." if mended else "Write it as in `expires 30d;`.",
            f"{sign}{mended}" if mended else None,
            safe=mended is not None,
        )
    elif daily and value > _DAY:
        yield invalid(at, f"the time of day {shown(text)} is later than 24 hours")


CHECKERS = {"add_header": _add, "add_trailer": _add, "expires": _expires}
