"""Mistakes that people make in nginx configurations, made by machine.

A mistake is one change of a text that nginx accepts. It knows the line on which a person would
mend it, which is what a linter has to name. The same random generator gives the same mistakes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import scan


@dataclass(frozen=True, slots=True)
class Change:
    """Text put in the place of `start`..`end` (offsets into the original text).

    The mistake stands `at` characters into the new text; a message may as well name the lines
    of the offsets in `also`, which count in the original text. `meant` is what should stand there,
    where that is not what stood there before.
    """

    start: int
    end: int
    new: str
    at: int = 0
    also: tuple[int, ...] = ()
    meant: str | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A text with a mistake in it, and the line of the mistake; `fair` holds it and its equals.

    `meant` is the text as it should be.
    """

    kind: str
    text: str
    meant: str
    line: int
    fair: frozenset[int]


Maker = Callable[[scan.Document, random.Random], "Change | None"]


def make(text: str, kind: str, maker: Maker, rng: random.Random) -> Mistake | None:
    """Make one mistake of a kind; None where the text offers no place for it."""
    try:
        document = scan.read(text)
    except scan.UnreadableError:
        return None
    change = maker(document, rng) if document.statements else None
    if change is None:
        return None
    changed = text[: change.start] + change.new + text[change.end :]
    if changed == text:
        return None

    def moved(offset: int) -> int:
        if offset < change.end:
            return min(offset, change.start + len(change.new))
        return offset - change.end + change.start + len(change.new)

    line = changed.count("\n", 0, change.start + change.at) + 1
    fair = {changed.count("\n", 0, moved(offset)) + 1 for offset in change.also}
    right = text[change.start : change.end] if change.meant is None else change.meant
    meant = text[: change.start] + right + text[change.end :]
    return Mistake(kind, changed, meant, line, frozenset({line, *fair}))


def make_any(text: str, makers: dict[str, Maker], rng: random.Random) -> Mistake | None:
    """Make a mistake of a random kind that the text has a place for."""
    for kind in rng.sample(sorted(makers), len(makers)):
        made = make(text, kind, makers[kind], rng)
        if made is not None:
            return made
    return None


def remove(token: scan.Token, *also: int) -> Change:
    """Leave a token out."""
    return Change(token.start, token.end, "", 0, also)


def replace(token: scan.Token, new: str, at: int = 0) -> Change:
    """Write a token differently."""
    return Change(token.start, token.end, new, at)


def insert(offset: int, new: str, at: int = 0, also: tuple[int, ...] = ()) -> Change:
    """Write something more."""
    return Change(offset, offset, new, at, also)


def one_of(rng: random.Random, places: list[scan.Statement]) -> scan.Statement | None:
    """A random place, or None if there is none."""
    return rng.choice(places) if places else None
