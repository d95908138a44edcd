"""Arguments of the form ``word`` and ``word=value``, as many handlers take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx import spelling
from nginxlint.nginx.problem import Problem
from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.slots import on_off
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.facts import DirectiveFact
    from nginxlint.nginx.values.call import Call

#: ngx_pagesize where pages are smallest; a machine with larger pages asks for more
PAGE = 4096

#: bytes that a shared zone must have at least
ZONE_MIN = 8 * PAGE

#: word or ``word=`` -> what its value is: one of the kinds of :func:`check_value`, or "" for a
#: word without value
Words = dict[str, str]


def check_value(arg: int, key: str, value: str, kind: str) -> Iterator[Problem]:
    """Yield a problem unless ``value`` behind ``key`` ("max=") is of ``kind``.

    Kinds: num; num1 (1 or more); size; size1 (not 0); offset (with g); sec and msec (times),
    sec1, msec1 (not 0); switch (on or off, lower case); text (may hold variables); zone
    (name:size of at least 8 pages); any.
    """
    mended: str | None = None
    match kind:
        case "any":
            return
        case "text":
            yield from check_text(arg, value, offset=len(key))
            return
        case "zone":
            yield from check_zone(arg, key, value)
            return
        case "num" | "num1":
            found, takes = numbers.number(value), "a whole number"
            if kind == "num1":
                takes = "a whole number of 1 or more"
        case "size" | "size1":
            found, takes = numbers.size(value), "a size such as `64k` or `1m`"
            mended = numbers.mend_size(value)
        case "offset":
            found, takes = numbers.size(value, giga=True), "a size such as `64k`, `1m` or `10g`"
            mended = numbers.mend_size(value, giga=True)
        case "sec" | "sec1":
            found, takes = numbers.time(value, seconds=True), "a time such as `30s` or `10m`"
            mended = numbers.mend_time(value, seconds=True)
        case "msec" | "msec1":
            found, takes = numbers.time(value), "a time such as `200ms` or `30s`"
            mended = numbers.mend_time(value)
        case _:  # switch
            found, takes = (1 if value in ("on", "off") else None), "`on` or `off`"
            mended = value.lower() if value.lower() in ("on", "off") else on_off(value)
    if found is None or (found == 0 and kind.endswith("1")):
        if found == 0:
            mended, takes = None, takes + ", not 0"
        yield invalid(
            arg,
            f"`{key}` takes {takes}, not {shown(value)}",
            f"Write `{key}{mended}`." if mended else None,
            f"{key}{mended}" if mended else None,
            safe=mended is not None,
            start=len(key),
            end=len(key) + len(value),
        )


def check_zone(
    arg: int, key: str, value: str, *, smallest: int = ZONE_MIN, name_needed: bool = True
) -> Iterator[Problem]:
    """Yield a problem unless ``value`` is ``name:size`` with a size of at least ``smallest``."""
    name, colon, text = value.partition(":")
    if not colon:
        yield invalid(
            arg,
            f"the zone {shown(value)} has no size",
            f"Write it as in `{key}{name or 'name'}:10m`.",
        )
        return
    size = numbers.size(text)
    if size is None:
        mended = numbers.mend_size(text)
        yield invalid(
            arg,
            f"{shown(text)} is not the size of a zone",
            f"Write `{key}{name}:{mended or '10m'}`.",
            f"{key}{name}:{mended}" if mended else None,
            safe=mended is not None,
            start=len(key) + len(name) + 1,
            end=len(key) + len(value),
        )
    elif size < smallest:
        yield too_small(arg, text, smallest, len(key) + len(name) + 1)
    elif not name and name_needed:
        yield invalid(arg, f"`{key}{value}` gives the zone no name")


def too_small(arg: int, text: str, smallest: int, start: int = 0) -> Problem:
    """Return the problem of a zone below the least size that nginx takes."""
    return invalid(
        arg,
        f"a zone of `{text}` is too small: it needs at least {smallest // 1024}k",
        "Write `1m` or more; one megabyte holds thousands of entries.",
        rule="zone-too-small",
        start=start,
        end=start + len(text),
    )


def split_word(value: str, words: Words) -> str | None:
    """Return the key of ``words`` that ``value`` is, None if it is none."""
    if value in words and not value.endswith("="):
        return value
    key = value.partition("=")[0] + "="
    return key if "=" in value and key in words else None


def check_words(
    dialect: Dialect,
    fact: DirectiveFact,
    args: Sequence[str],
    words: Words,
    first: int = 0,
) -> Iterator[Problem]:
    """Yield the first problem of the arguments from ``first`` on, each of which must be one of
    ``words`` and known to the version (``fact.params``)."""
    for arg, value in enumerate(args[first:], first):
        key = split_word(value, words)
        if key is None or not _known(fact, key):
            yield from unknown_word(dialect, fact, arg, value, words, key)
            return
        kind = words[key]
        if kind:
            wrong = list(check_value(arg, key, value[len(key) :], kind))
            if wrong:
                yield from wrong
                return
        yield from deprecated_word(dialect, fact, arg, value)


def _known(fact: DirectiveFact, key: str) -> bool:
    return not fact.params or key in fact.params or key in fact.deprecated_params


def unknown_word(
    dialect: Dialect,
    fact: DirectiveFact,
    arg: int,
    value: str,
    words: Mapping[str, str],
    key: str | None = None,
) -> Iterator[Problem]:
    """Yield the problem of a word that the directive does not take."""
    name = fact.name
    base = value.partition("=")[0]
    if value in fact.plus_params or f"{base}=" in fact.plus_params:
        yield Problem(
            "commercial-directive",
            "info",
            arg,
            f"only NGINX Plus has `{base}` of `{name}`: another nginx refuses to start",
        )
        return
    if key is not None:
        yield invalid(
            arg,
            f"nginx {dialect.version} does not have `{key}` of `{name}` yet",
            "Use a newer version, or take the word out.",
            rule="directive-too-new",
        )
        return
    takes = [word for word in words if _known(fact, word)]
    plain = {word.rstrip("="): word for word in takes}
    meant: str | None = None
    near = base if base in plain else spelling.nearest(base, plain)
    if near is not None:
        if plain[near].endswith("=") and "=" in value:
            meant = plain[near] + value.partition("=")[2]
        elif not plain[near].endswith("=") and "=" not in value:
            meant = plain[near]
    meant_help: str | None
    if near is not None and meant is None:
        meant_help = f"Did you mean `{plain[near]}{'...' if plain[near].endswith('=') else ''}`?"
    elif meant is not None:
        meant_help = f"Did you mean `{meant}`?"
    else:
        meant_help = "It takes " + ", ".join(f"`{word}`" for word in takes) + "." if takes else None
    yield invalid(arg, f"`{name}` has no parameter {shown(value)}", meant_help, meant)


def deprecated_word(dialect: Dialect, fact: DirectiveFact, arg: int, value: str) -> Iterator[Problem]:
    """Yield a warning if the version takes the word ``value`` and complains of it."""
    from nginxlint.nginx.version import since

    known = fact.deprecated_params.get(value)
    if known is None:
        return
    begun, gone = since(known.get("since")), since(known.get("removed"))
    if gone is not None and gone <= dialect.version:
        yield from unknown_word(dialect, fact, arg, value, {})
        return
    if begun is not None and begun > dialect.version:
        return
    rule = "deprecated-directive"
    help_ = f"Write `{known.get('use')}` instead."
    if fact.name == "listen" and value == "http2":
        rule = "listen-http2-deprecated"
        help_ = "Take `http2` out of the line and write `http2 on;` in the server."
    said = f"`{value}` of `{fact.name}` is deprecated"
    yield Problem(rule, "warning", arg, f"{said}: nginx warns of it", help_)


def check_cache(call: Call, words: Words, advice: str) -> Iterator[Problem]:
    """Yield what is wrong with the words of a cache: each once known, and ``max=`` unless it is off."""
    for arg, value in enumerate(call.args):
        key = split_word(value, words)
        if key is None:
            yield from unknown_word(call.dialect, call.fact, arg, value, words)
            return
        wrong = list(check_value(arg, key, value[len(key) :], words[key] or "any"))
        if wrong:
            yield from wrong
            return
    if "off" not in call.args and not any(arg.startswith("max=") for arg in call.args):
        yield invalid(0, f"`{call.fact.name}` needs `max=`", advice)
