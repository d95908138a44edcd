"""Sets of bytes, as whole numbers: bit ``n`` says whether byte ``n`` is in.

nginx matches bytes, not characters, unless a pattern begins with ``(*UTF8)`` (src/core/ngx_regex.c).
"""

from __future__ import annotations

ALL = (1 << 256) - 1
NEWLINE = 1 << 10
DOT = ALL & ~NEWLINE
"""What ``.`` matches: PCRE2's default line end is the line feed."""


def of(text: str) -> int:
    """The set of the bytes of ``text``, one for each character (Latin-1)."""
    mask = 0
    for character in text:
        mask |= 1 << ord(character)
    return mask


def between(low: int, high: int) -> int:
    """The bytes from ``low`` to ``high``, both included."""
    return (1 << (high + 1)) - (1 << low) if low <= high else 0


UPPER = between(65, 90)
LOWER = between(97, 122)
DIGIT = between(48, 57)
WORD = UPPER | LOWER | DIGIT | of("_")
SPACE = of("\t\n\v\f\r ")
HORIZONTAL = of("\t \xa0")
VERTICAL = of("\n\v\f\r\x85")

POSIX = {
    "alnum": UPPER | LOWER | DIGIT,
    "alpha": UPPER | LOWER,
    "ascii": between(0, 127),
    "blank": of("\t "),
    "cntrl": between(0, 31) | of("\x7f"),
    "digit": DIGIT,
    "graph": between(33, 126),
    "lower": LOWER,
    "print": between(32, 126),
    "punct": between(33, 47) | between(58, 64) | between(91, 96) | between(123, 126),
    "space": SPACE,
    "upper": UPPER,
    "word": WORD,
    "xdigit": DIGIT | of("abcdefABCDEF"),
}


def caseless(mask: int) -> int:
    """The set with both cases of its ASCII letters."""
    return mask | ((mask & UPPER) << 32) | ((mask & LOWER) >> 32)


_NICE = of("abcdefghijklmnopqrstuvwxyz"), DIGIT, UPPER, of("-_.~/"), between(33, 126)


def pick(mask: int) -> str:
    """One byte of a set as a character, a harmless letter where there is one; empty for the empty set."""
    for nice in _NICE:
        if mask & nice:
            mask &= nice
            break
    return chr((mask & -mask).bit_length() - 1) if mask else ""
