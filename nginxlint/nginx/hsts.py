"""The value of ``Strict-Transport-Security`` as browsers read it (RFC 6797, sections 6.1 and 8.1)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_DIRECTIVE = re.compile(r"[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)[ \t]*(?:=[ \t]*(\"[^\"]*\"|[^\s\";,]+))?)?[ \t]*")


class Hsts(NamedTuple):
    """What a value says: ``fault`` is why browsers ignore it as a whole, empty if they don't.

    ``start`` and ``end`` enclose the number of ``max-age``.
    """

    max_age: int = 0
    subdomains: bool = False
    preload: bool = False
    fault: str = ""
    start: int = 0
    end: int = 0


@lru_cache(maxsize=256)
def parse(text: str) -> Hsts:
    """Read a value without variables."""
    found: dict[str, tuple[str, int]] = {}
    at = 0
    while at <= len(text):
        match = _DIRECTIVE.match(text, at)
        assert match is not None  # every part of it may be missing
        name, value = (match[1] or "").lower(), match[2] or ""
        if match.end() < len(text) and text[match.end()] != ";":
            return Hsts(fault=_misplaced(text, match.end()))
        if name in found:
            return Hsts(fault=f"`{match[1]}` stands in it twice")
        if name:
            quotes = 1 if value.startswith('"') else 0
            found[name] = (value.strip('"'), max(match.start(2), 0) + quotes)
        at = match.end() + 1
    number, start = found.get("max-age", ("", 0))
    if "max-age" not in found:
        return Hsts(fault="`max-age` is missing")
    if not (number.isascii() and number.isdigit()):
        return Hsts(fault="`max-age` must be a number of seconds")
    return Hsts(
        int(number[-18:]), "includesubdomains" in found, "preload" in found, "", start, start + len(number)
    )


def _misplaced(text: str, at: int) -> str:
    if text[at] == ",":
        return "a comma stands in it where a semicolon must stand"
    return f"`{text[at:].split(';')[0].strip()[:40]}` follows without a semicolon"
