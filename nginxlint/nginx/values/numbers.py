"""Numbers, sizes and times (src/core/ngx_string.c, src/core/ngx_parse.c)."""

from __future__ import annotations

import re
from functools import lru_cache

#: the highest value of a signed 64-bit number: NGX_MAX_INT_T_VALUE and its like
MAX = 2**63 - 1

_SIZE_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3}
_DAY = 86400

#: units of time in the order in which they have to come, with their seconds
_TIME_UNITS = {
    "y": 365 * _DAY,
    "M": 30 * _DAY,
    "w": 7 * _DAY,
    "d": _DAY,
    "h": 3600,
    "m": 60,
    "s": 1,
}
_STEP = {unit: step for step, unit in enumerate((*_TIME_UNITS, "ms"), 1)}


def number(text: str) -> int | None:
    """Return the number that ``text`` is for nginx (ngx_atoi), None if it is none."""
    if not (text.isascii() and text.isdigit()):
        return None
    if len(text) > 4300:  # Python's own limit; only zeros in front would still fit
        text = text.lstrip("0") or "0"
        if len(text) > 19:
            return None
    value = int(text)
    return value if value <= MAX else None


def fixed_point(text: str, places: int) -> int | None:
    """Return ``text`` times ten to the ``places`` (ngx_atofp), None if it is no such number."""
    whole, dot, fraction = text.partition(".")
    digits = whole + fraction
    if not digits:
        return 0 if dot else None
    if len(fraction) > places or not (digits.isascii() and digits.isdigit()):
        return None
    return number(digits + "0" * (places - len(fraction)))


@lru_cache(maxsize=1024)
def size(text: str, *, giga: bool = False) -> int | None:
    """Return the bytes that ``text`` means ("10", "8k", "2M"), None if it is no size.

    ``giga`` allows g as well (ngx_parse_offset); ngx_parse_size has only k and m.
    """
    unit = text[-1:].lower()
    if unit in ("k", "m") or (giga and unit == "g"):
        value = number(text[:-1])
        scale = _SIZE_UNITS[unit]
    else:
        value, scale = number(text), 1
    if value is None or value > MAX // scale:
        return None
    return value * scale


@lru_cache(maxsize=1024)
def time(text: str, *, seconds: bool = False) -> int | None:
    """Return the time that ``text`` means (ngx_parse_time), None if it is none.

    In milliseconds, and without years and months; with ``seconds`` in seconds, and without
    milliseconds. Units go from long to short; a number without a unit is seconds.
    """
    total, value, step, valid = 0, "", 0 if seconds else 2, False
    scale_all = 1 if seconds else 1000
    i, end = 0, len(text)
    while i < end:
        char = text[i]
        i += 1
        if "0" <= char <= "9":
            value += char
            valid = True
            continue
        unit, scale = char, scale_all
        if char == "m" and text[i : i + 1] == "s":
            if seconds:
                return None
            unit, scale = "ms", 1
            i += 1
        elif char == " ":
            # a number followed by a blank counts as seconds, and nothing may follow
            unit = "s"
        if unit not in _STEP:
            return None
        if step >= _STEP[unit]:
            return None
        step = _STEP["ms"] + 1 if char == " " else _STEP[unit]
        part = number(value) if value else 0
        if part is None:
            return None
        total += part * _TIME_UNITS.get(unit, 1) * scale
        if total > MAX:
            return None
        value = ""
        while text[i : i + 1] == " ":
            i += 1
    if not valid:
        return None
    rest = number(value) if value else 0
    if rest is None or total + rest * scale_all > MAX:
        return None
    return total + rest * scale_all


_SIZE_SLIP = re.compile(r"(\d+(?:\.\d+)?) ?(k|m|g|t)?(?:i?b|bytes?)?", re.IGNORECASE | re.ASCII)


def mend_size(text: str, *, giga: bool = False) -> str | None:
    """Return the size that a text nginx refuses unmistakably means: "10mb" -> "10m"."""
    match = _SIZE_SLIP.fullmatch(text.strip())
    if match is None:
        return None
    digits, unit = match[1], (match[2] or "").lower()
    scale = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}[unit]
    if len(digits) > 15:
        return None
    if "." not in digits and (unit in ("", "k", "m") or (unit == "g" and giga)):
        return digits + unit
    total = float(digits) * scale
    if not total.is_integer():
        return None
    value = int(total)
    for name, factor in (("m", 1024**2), ("k", 1024)):
        if value and value % factor == 0:
            return f"{value // factor}{name}"
    return str(value)


_TIME_WORDS = {
    "ms": ("ms", "msec", "msecs", "millisecond", "milliseconds"),
    "s": ("sec", "secs", "second", "seconds", "S"),
    "m": ("min", "mins", "minute", "minutes"),
    "h": ("hr", "hrs", "hour", "hours", "H"),
    "d": ("day", "days", "D"),
    "w": ("week", "weeks", "W"),
    "M": ("mon", "month", "months"),
    "y": ("yr", "year", "years", "Y"),
}
_TIME_SLIP = re.compile(r"(\d{1,9}(?:\.\d+)?) ?([A-Za-z]+)?", re.ASCII)


def mend_time(text: str, *, seconds: bool = False) -> str | None:
    """Return the time that a text nginx refuses unmistakably means: "10sec" -> "10s"."""
    match = _TIME_SLIP.fullmatch(text.strip())
    if match is None:
        return None
    digits, word = match[1], match[2] or "s"
    unit = next(
        (u for u, words in _TIME_WORDS.items() if word in (u, *words) or word.lower() in words),
        None,
    )
    if unit is None:
        return None
    if unit == "ms" and seconds and "." not in digits:
        whole = int(digits)
        mended = f"{whole // 1000}s" if whole % 1000 == 0 else ""
    elif unit in ("y", "M") and not seconds and "." not in digits:
        mended = f"{int(digits) * (365 if unit == 'y' else 30)}d"
    elif "." in digits:
        exact = float(digits) * (1000 if unit != "ms" else 1) * _TIME_UNITS.get(unit, 1)
        if not exact.is_integer():
            return None
        whole = int(exact)
        mended = f"{whole}ms"
        if whole % 1000 == 0:
            mended = f"{whole // 1000}s"
    else:
        mended = digits + unit
    return mended if mended and time(mended, seconds=seconds) is not None else None
