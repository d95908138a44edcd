"""The kinds of values that many directives share (src/core/ngx_conf_file.c, ngx_file.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx import spelling
from nginxlint.nginx.problem import Problem
from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.say import choice, invalid, shown
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.nginx.facts import DirectiveFact

_ON = frozenset(("yes", "true", "1", "enable", "enabled", "y", "t", "onn", "om", "oon"))
_OFF = frozenset(("no", "false", "0", "disable", "disabled", "none", "n", "f", "of", "offf", "0ff"))


def no_variable(arg: int, name: str, value: str) -> Problem | None:
    """Return the problem of a variable where nginx takes only a fixed value, None if the value
    has none."""
    at = value.find("$")
    if at < 0:
        return None
    return invalid(
        arg,
        f"`{name}` does not take variables: nginx reads {shown(value)} as plain text",
        "Write the value itself.",
        rule="variable-not-supported",
        start=at,
        end=len(value),
    )


def on_off(value: str) -> str | None:
    """Return the on or off that another word unmistakably means, None if it means neither."""
    word = value.lower()
    return "on" if word in _ON else "off" if word in _OFF else None


def check_flag(arg: int, name: str, value: str) -> Iterator[Problem]:
    """Yield a problem unless ``value`` is on or off, without case."""
    if value.lower() in ("on", "off"):
        return
    variable = no_variable(arg, name, value)
    if variable is not None:
        yield variable
        return
    meant = on_off(value)
    yield invalid(
        arg,
        f"`{name}` takes `on` or `off`, not {shown(value)}",
        f"Write `{meant}`." if meant else "Write `on` or `off`.",
        meant,
        safe=meant is not None,
    )


def check_size(arg: int, name: str, value: str, *, giga: bool = False) -> Iterator[Problem]:
    """Yield a problem unless ``value`` is a size."""
    if numbers.size(value, giga=giga) is not None:
        return
    variable = no_variable(arg, name, value)
    if variable is not None:
        yield variable
        return
    mended = numbers.mend_size(value, giga=giga)
    units = "`k`, `m` or `g`" if giga else "`k` or `m`"
    yield invalid(
        arg,
        f"{shown(value)} is not a size that `{name}` takes",
        f"Write `{mended}`."
        if mended
        else f"Write a whole number of bytes, or one with {units} behind it, as in `16k`.",
        mended,
        safe=mended is not None,
    )


def check_time(arg: int, name: str, value: str, *, seconds: bool = False) -> Iterator[Problem]:
    """Yield a problem unless ``value`` is a time."""
    if numbers.time(value, seconds=seconds) is not None:
        return
    variable = no_variable(arg, name, value)
    if variable is not None:
        yield variable
        return
    mended = numbers.mend_time(value, seconds=seconds)
    units = "`s`, `m`, `h`, `d`, `w`, `M` or `y`" if seconds else "`ms`, `s`, `m`, `h`, `d` or `w`"
    yield invalid(
        arg,
        f"{shown(value)} is not a time that `{name}` takes",
        f"Write `{mended}`."
        if mended
        else f"Write a number with {units} behind it, as in `30s` or `1h30m`, longer units first.",
        mended,
        safe=mended is not None,
    )


def check_number(
    arg: int, name: str, value: str, low: int | None = None, high: int | None = None
) -> Iterator[Problem]:
    """Yield a problem unless ``value`` is a whole number between ``low`` and ``high``."""
    found = numbers.number(value)
    if found is None:
        variable = no_variable(arg, name, value)
        if variable is not None:
            yield variable
            return
        mended = None
        if value[:1] == "+" and numbers.number(value[1:]) is not None:
            mended = value[1:]
        yield invalid(
            arg,
            f"`{name}` takes a whole number, not {shown(value)}",
            _range(low, high),
            mended,
            safe=mended is not None,
        )
    elif (low is not None and found < low) or (high is not None and found > high):
        yield invalid(arg, f"{value} is out of range for `{name}`", _range(low, high))


def _range(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"Write a number from {low} to {high}."
    if low:
        return f"Write a number of {low} or more."
    return "Write digits only."


def check_word(arg: int, name: str, value: str, words: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem unless ``value`` is one of ``words``, without case."""
    low = value.lower()
    if any(word.lower() == low for word in words):
        return
    variable = no_variable(arg, name, value)
    if variable is not None:
        yield variable
        return
    meant = nearest_word(value, words)
    listed = choice(words) if len(words) <= 14 else "one of its fixed words"
    yield invalid(
        arg,
        f"`{name}` takes {listed}, not {shown(value)}",
        f"Did you mean `{meant}`?" if meant else None,
        meant,
        safe=meant is not None and meant in ("on", "off") and value.lower() in (_ON | _OFF),
    )


def nearest_word(value: str, words: Sequence[str]) -> str | None:
    """Return the one of ``words`` that ``value`` is most likely a slip of."""
    switch = on_off(value)
    if switch in words:
        return switch
    plain = {word.lower().replace("-", "_"): word for word in words}
    near = spelling.nearest(value, plain)
    return plain[near] if near else None


def check_bitmask(fact: DirectiveFact, name: str, args: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each word that isn't one of the directive's, or is given twice."""
    words = fact.values or ()
    seen: set[str] = set()
    for arg, value in enumerate(args):
        wrong = False
        for problem in check_word(arg, name, value, words):
            if value in fact.plus_values:
                problem = Problem(
                    "commercial-directive",
                    "info",
                    arg,
                    f"only NGINX Plus has `{value}` of `{name}`: another nginx refuses to start",
                )
            wrong = True
            yield problem
        if wrong:
            return
        low = value.lower()
        if low in seen:
            yield Problem(
                "duplicate-directive",
                "warning",
                arg,
                f"`{value}` is given twice in `{name}`: nginx warns and ignores the second",
                "Take the second one out.",
            )
        seen.add(low)


def check_bufs(name: str, args: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem unless the arguments are a number of buffers and their size, both not 0."""
    if len(args) < 2:
        return
    if numbers.number(args[0]) in (None, 0):
        yield invalid(
            0,
            f"`{name}` takes the number of buffers first, not {shown(args[0])}",
            f"Write the number and the size of one: `{name} 8 16k`.",
        )
        return
    if numbers.size(args[1]) == 0:
        yield invalid(1, f"the buffers of `{name}` cannot have a size of 0")
    else:
        yield from check_size(1, name, args[1])


def check_access(name: str, args: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for what is no access right (ngx_conf_set_access_slot)."""
    for arg, value in enumerate(args):
        who, colon, right = value.partition(":")
        if colon and who in ("user", "group", "all") and right in ("r", "rw"):
            continue
        mended = f"{who}:rw" if who in ("user", "group", "all") and right in ("wr", "rwx") else None
        yield invalid(
            arg,
            f"`{name}` takes `user:`, `group:` or `all:` with `r` or `rw`, not {shown(value)}",
            f"Write it as in `{name} user:rw group:rw all:r;`.",
            mended,
        )
        return


def check_path(name: str, args: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for levels that are none (ngx_conf_set_path_slot)."""
    total = 0
    for arg, value in enumerate(args[1:], 1):
        level = numbers.number(value)
        if level is None or level == 0:
            yield invalid(
                arg,
                f"{shown(value)} is not a level of `{name}`",
                "Write up to three levels of 1 or 2 digits, as in `1 2`.",
            )
            return
        total += level + 1
    if total > 10 + len(args) - 1:
        yield invalid(1, f"the levels of `{name}` are too long", "Write levels of 1 or 2.")


def check_types(name: str, args: Sequence[str]) -> Iterator[Problem]:
    """Yield a warning for a MIME type given twice (ngx_http_types_slot). One type is always in
    the list, whether given or not."""
    built_in = "text/xml" if name == "xslt_types" else "text/html"
    seen = {built_in}
    for arg, value in enumerate(args):
        if value == "*":
            return
        low = value.lower()
        if low in seen:
            said = "is always in" if low == built_in else "is given twice in"
            yield Problem(
                "duplicate-directive",
                "warning",
                arg,
                f"`{value}` {said} `{name}`: nginx warns of the duplicate",
                "Take it out.",
            )
        seen.add(low)


def _numeric(bounds: tuple[int | None, int | None] | None) -> tuple[int | None, int | None]:
    # some modules' bounds are names of constants that the table could not resolve
    low, high = bounds or (None, None)
    return (low if isinstance(low, int) else None, high if isinstance(high, int) else None)


def check_kind(fact: DirectiveFact, name: str, args: Sequence[str]) -> Iterator[Problem]:
    """Yield the problems of a directive whose values have one of the shared kinds."""
    value = args[0] if args else ""
    match fact.kind:
        case "flag":
            yield from check_flag(0, name, value)
        case "num":
            low, high = _numeric(fact.bounds)
            yield from check_number(0, name, value, low, high)
        case "size":
            yield from check_size(0, name, value)
            if name.endswith("send_lowat") and fact.source == "core":
                yield Problem(
                    "invalid-argument-value",
                    "warning",
                    0,
                    f"`{name}` works on FreeBSD only: elsewhere nginx warns and ignores it",
                    "Take the line out.",
                )
        case "offset":
            yield from check_size(0, name, value, giga=True)
        case "msec":
            yield from check_time(0, name, value)
        case "sec":
            yield from check_time(0, name, value, seconds=True)
        case "enum":
            if fact.source == "core" and fact.values:
                yield from check_word(0, name, value, fact.values)
        case "bitmask":
            if fact.source == "core" and fact.values:
                yield from check_bitmask(fact, name, args)
        case "bufs":
            yield from check_bufs(name, args)
        case "access":
            yield from check_access(name, args)
        case "path":
            yield from check_path(name, args)
        case "types":
            if fact.source == "core" or name == "brotli_types":
                yield from check_types(name, args)
        case "complex":
            yield from check_text(0, value)
        case "complex-size":
            if "$" in value:
                yield from check_text(0, value)
            else:
                yield from check_size(0, name, value)
        case "predicate":
            for arg, text in enumerate(args):
                yield from check_text(arg, text)
        case "param" if len(args) > 1:
            yield from check_text(1, args[1])
            if len(args) == 3 and args[2] != "if_not_empty":
                yield invalid(
                    2,
                    f"`{name}` takes only `if_not_empty` behind the value, not {shown(args[2])}",
                    "Put a value with blanks in quotes.",
                )
        case "str":
            if name == "proxy_set_body":
                yield from check_text(0, value)
        case "keyval" if len(args) > 1:
            if name.endswith("_set_header"):
                yield from check_text(1, args[1])
        case _:
            return
