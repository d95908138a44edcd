"""Caches of what comes from the servers behind (src/http/ngx_http_file_cache.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.params import PAGE, check_value, check_zone, split_word, unknown_word
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.slots import check_time
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

_PATH_WORDS = {
    "levels=": "any",
    "use_temp_path=": "switch",
    "keys_zone=": "any",
    "inactive=": "sec",
    "max_size=": "offset",
    "min_free=": "offset",
    "loader_files=": "num",
    "loader_sleep=": "msec",
    "loader_threshold=": "msec",
    "manager_files=": "num",
    "manager_sleep=": "msec",
    "manager_threshold=": "msec",
}


def _levels_right(text: str) -> bool:
    levels = text.split(":")
    return not text or (len(levels) <= 3 and all(level in ("1", "2") for level in levels))


def _path(call: Call) -> Iterator[Problem]:
    name = call.fact.name
    named = False
    for arg, text in enumerate(call.args[1:], 1):
        key = split_word(text, _PATH_WORDS)
        if key is None or (call.fact.params and key not in call.fact.params):
            yield from unknown_word(call.dialect, call.fact, arg, text, _PATH_WORDS, key)
            return
        value = text[len(key) :]
        if key == "levels=":
            if not _levels_right(value):
                yield invalid(
                    arg,
                    f"`levels=` takes up to three numbers of 1 or 2, not {shown(value)}",
                    "Write it as in `levels=1:2`.",
                    start=len(key),
                    end=len(text),
                )
                return
            continue
        if key == "keys_zone=":
            smallest = 2 * PAGE if call.dialect.version >= (1, 15, 6) else 1
            wrong = list(check_zone(arg, key, value, smallest=smallest, name_needed=False))
            named = bool(value.partition(":")[0])
        else:
            wrong = list(check_value(arg, key, value, _PATH_WORDS[key]))
        if wrong:
            yield from wrong
            return
    if not named:
        yield invalid(0, f"`{name}` needs a zone for the keys", "Add `keys_zone=name:10m` to the line.")


def _valid(call: Call) -> Iterator[Problem]:
    args = call.args
    last = len(args) - 1
    wrong = list(check_time(last, call.fact.name, args[last], seconds=True))
    if wrong:
        if len(args) > 1 and numbers.number(args[last]) is None and args[last] == "any":
            yield invalid(
                last,
                f"`{call.fact.name}` has no time at its end",
                "Write the codes, then the time, as in `proxy_cache_valid 200 10m;`.",
            )
            return
        yield from wrong
        return
    for arg, text in enumerate(args[:-1]):
        code = numbers.number(text)
        if text != "any" and (code is None or not 100 <= code <= 599):
            yield invalid(
                arg,
                f"{shown(text)} is not a status code",
                "Write codes from 100 to 599 or `any`, then the time.",
            )
            return


def _cache(call: Call) -> Iterator[Problem]:
    if call.args[0] != "off":
        yield from check_text(0, call.args[0])


def _families(name: str) -> tuple[str, ...]:
    return tuple(f"{family}_{name}" for family in ("proxy", "fastcgi", "uwsgi", "scgi"))


CHECKERS = {
    **dict.fromkeys(_families("cache_path"), _path),
    **dict.fromkeys(_families("cache_valid"), _valid),
    **dict.fromkeys(_families("cache"), _cache),
    **dict.fromkeys(_families("cache_key"), _cache),
}
