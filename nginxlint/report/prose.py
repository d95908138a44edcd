"""Sentences laid out in columns, and words for counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.report.visible import char_width, width

if TYPE_CHECKING:
    from collections.abc import Sequence

# Lines longer than this are hard to read as prose, however wide the terminal is.
WIDEST = 120


def wrap(text: str, room: int, first_room: int | None = None, *, split: bool = False) -> list[str]:
    """Break visible text between words into lines of at most ``room`` columns.

    The first line has ``first_room`` columns if that is given. A word that fits in no line stays
    whole, so that a path or a URL can be copied, unless ``split`` is set. Always gives a line.
    """
    left = room if first_room is None else first_room
    if width(text) <= left:
        return [text]
    lines: list[str] = []
    line = ""
    used = 0
    for word in text.split(" "):
        size = width(word)
        if line and used + 1 + size > left:
            lines.append(line)
            line, used, left = "", 0, room
        while split and not line and size > left:
            cut = _fitting(word, left)
            lines.append(word[:cut])
            word = word[cut:]
            size, left = width(word), room
        line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    lines.append(line)
    return lines


def _fitting(word: str, room: int) -> int:
    used = 0
    for index, char in enumerate(word):
        used += char_width(char)
        if used > room and index:
            return index
    return len(word)


def count(number: int, noun: str) -> str:
    """``1 file``, ``2 files``, ``9,000 files``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listing(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
