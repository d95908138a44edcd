"""Numbers, sizes and times that lie outside of what is usual."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.nginx.values import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


class Outside(NamedTuple):
    """A value that is under or over a bound, which is written as in the band."""

    line: Directive
    word: Token
    bound: str
    over: bool


def outside(configuration: Configuration, bands: Iterable[str]) -> Iterator[Outside]:
    """The values outside of bands such as ``*_timeout 1s 1h``: a name, the lowest and the highest value.

    The first band that fits a name counts; ``-`` is no bound. ``0``, which switches most things off, is
    never outside.
    """
    ordered = [band.split() for band in bands]
    for name, lines in configuration.by_name.items():
        band = next((one for one in ordered if len(one) == 3 and fnmatchcase(name, one[0])), None)
        if band is None:
            continue
        for line in lines:
            found = None if line.context is None else _compared(configuration, line, *band[1:])
            if found is not None:
                yield found


def _compared(configuration: Configuration, line: Directive, low: str, high: str) -> Outside | None:
    for word in line.args:
        value = measure(configuration, line, str(word))
        if not value:
            continue
        least, most = measure(configuration, line, low), measure(configuration, line, high)
        if least is not None and value < least:
            return Outside(line, word, low, over=False)
        if most is not None and value > most:
            return Outside(line, word, high, over=True)
    return None


_TIMES = frozenset(("msec", "sec"))
_SIZES = frozenset(("size", "offset", "bufs"))


def measure(configuration: Configuration, line: Directive, text: str) -> int | None:
    """What a text means as a value of a directive: bytes, milliseconds or a number; ``None`` if nothing."""
    fact = None if line.context is None else configuration.dialect.find(str(line.name), line.context)
    if fact is None:
        return None
    kind = fact.args[0] if fact.kind == "custom" and fact.args else fact.kind
    if kind in _TIMES:
        # Seconds are the same number of milliseconds for comparing.
        return numbers.time(text)
    if kind in _SIZES:
        return numbers.size(text, giga=True)
    return numbers.number(text) if kind == "num" else None
