"""How a configuration is laid out: the length of its blocks and lines, the order of its locations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.locations import location_of
from nginxlint.config.known import from_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive, Document
    from nginxlint.text.source import Span

_BLOCKS = ("location", "server", "if", "limit_except", "upstream", "http", "stream", "mail")
"""Blocks of directives; data such as the lines of a ``map`` may be as long as it likes."""


def long_blocks(configuration: Configuration, most: int) -> Iterator[tuple[Directive, int]]:
    """The innermost blocks of more than ``most`` lines, with how many they have in their own file."""
    long = {id(one) for one in configuration.documents() if one.source.line_count > most}
    around: set[int] = set()
    for name in _BLOCKS if long else ():
        for block in reversed(configuration.by_name.get(name, ())):
            if id(block) in around or id(block.reading.document) not in long:
                continue
            closing = block.closing
            lines = 0 if closing is None else closing.line - block.line + 1
            if lines > most:
                around.update(map(id, block.ancestors()))
                yield block, lines


def long_lines(document: Document, most: int) -> Iterator[Span]:
    """The lines of more than ``most`` characters, unless one word makes them so, with where they go on."""
    source = document.source
    if len(max(source.text.split("\n"), key=len)) <= most:
        return
    words: dict[int, int] = {}
    for token in (*document.tokens.items, *document.tokens.comments):
        # A comment may be broken at every blank, a word nowhere.
        parts = token.split() if token.startswith("#") and not token.quote else [token.raw]
        line = token.line
        words[line] = max(words.get(line, 0), *map(len, parts))
    for number in range(1, source.line_count + 1):
        length = len(source.line(number))
        if length > most and length - words.get(number, 0) > most // 2:
            start = source.line_starts[number - 1]
            yield source.span(start + most, start + length)


class Misplaced(NamedTuple):
    """A location that stands below one that nginx looks at later, with the first such one."""

    block: Directive
    later: Directive


_RANKS = {"=": 0, "^~": 1, "~": 2, "~*": 2, "": 3}


def misplaced_locations(configuration: Configuration) -> Iterator[Misplaced]:
    """The first location of each block that is out of the order in which nginx chooses.

    Exact ones, then ``^~``, regular expressions, other prefixes with the longer before the shorter that it
    begins with, named ones.
    """
    siblings: dict[int, list[Directive]] = {}
    for block in configuration.named("location"):
        if block.context is not None:
            siblings.setdefault(id(block.parent), []).append(block)
    for blocks in siblings.values():
        found = _first_misplaced(blocks)
        if found is not None and not from_template(configuration, found.block):
            yield found


def _first_misplaced(blocks: list[Directive]) -> Misplaced | None:
    latest, last = -1, None
    prefixes: dict[str, Directive] = {}
    for block in blocks:
        location = location_of(block)
        if location is None:
            continue
        rank = 4 if location.kind == "named" else _RANKS[location.modifier]
        if last is not None and latest > rank:
            return Misplaced(block, last)
        if rank == _RANKS[""]:
            name = location.name
            shorter = next((name[:end] for end in range(1, len(name)) if name[:end] in prefixes), None)
            if shorter is not None:
                return Misplaced(block, prefixes[shorter])
            prefixes.setdefault(name, block)
        if rank > latest:
            latest, last = rank, block
    return None
