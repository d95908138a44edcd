"""limit_req, limit_conn and their zones (src/http/modules/ngx_http_limit_*_module.c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.params import check_words, check_zone, unknown_word
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

_RATE_SLIP = re.compile(r"(\d{1,9}) ?(?:r|req|requests?)? ?(?:/|ps|pm| per )? ?(s|sec|second|m|min|minute)?")


def _key(call: Call) -> Iterator[Problem]:
    yield from check_text(0, call.args[0])


def _rate(arg: int, text: str) -> Iterator[Problem]:
    number = text[:-3] if text.endswith(("r/s", "r/m")) else text
    rate = numbers.number(number)
    if rate:
        return
    match = _RATE_SLIP.fullmatch(text)
    mended = f"rate={match[1]}r/{match[2][0]}" if match and match[2] and match[1] != "0" else None
    yield invalid(
        arg,
        f"`rate=` takes a whole number of requests in a second or a minute, not {shown(text)}",
        f"Write `{mended}`."
        if mended
        else "Write it as in `rate=10r/s`; for less than one a second use minutes, `rate=30r/m`.",
        mended,
        start=5,
        end=5 + len(text),
    )


def _zone(call: Call) -> Iterator[Problem]:
    """limit_req_zone and limit_conn_zone."""
    name = call.fact.name
    wrong = list(_key(call))
    if wrong:
        yield from wrong
        return
    named = False
    for arg, text in enumerate(call.args[1:], 1):
        key, equals, value = text.partition("=")
        if equals and key == "zone":
            named = bool(value.partition(":")[0])
            wrong = list(check_zone(arg, "zone=", value, name_needed=False))
        elif equals and key == "rate" and name == "limit_req_zone":
            wrong = list(_rate(arg, value))
        else:
            words = {"zone=": "any"}
            if name == "limit_req_zone":
                words["rate="] = "any"
            wrong = list(unknown_word(call.dialect, call.fact, arg, text, words))
        if wrong:
            yield from wrong
            return
    if not named:
        yield invalid(0, f"`{name}` needs a zone with a name", "Add `zone=name:10m`.")


_REQ_WORDS = {"zone=": "any", "burst=": "num1", "delay=": "num1", "nodelay": ""}


def _limit_req(call: Call) -> Iterator[Problem]:
    wrong = list(check_words(call.dialect, call.fact, call.args, _REQ_WORDS))
    if wrong:
        yield from wrong
    elif not any(arg.startswith("zone=") for arg in call.args):
        yield invalid(0, "`limit_req` needs a zone", "Add `zone=`, with the name from `limit_req_zone`.")


def _limit_conn(call: Call) -> Iterator[Problem]:
    text = call.args[1]
    count = numbers.number(text)
    if count is None or not 1 <= count <= 65535:
        yield invalid(
            1,
            f"`limit_conn` takes a number of connections from 1 to 65535, not {shown(text)}",
            "Write it as in `limit_conn zone 10;`.",
        )


CHECKERS = {
    "limit_req": _limit_req,
    "limit_req_zone": _zone,
    "limit_conn": _limit_conn,
    "limit_conn_zone": _zone,
}
