"""Where in a text's blocks something stands, in words that stay when lines move."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nginxlint.syntax.tokens import Tokens

_MOST_NAMES = 4
"""Names of a server that tell it from the others."""


class Place(NamedTuple):
    """A directive: the headers of the blocks around it, the outermost first, its name and all its words.

    What is no directive (a comment, the gap after a block) has an empty name and its line for words.
    """

    blocks: tuple[str, ...]
    name: str
    words: tuple[str, ...]


class _Statement(NamedTuple):
    """Tokens ``first`` up to, not including, ``end``; ``parent`` is the number of the block's statement."""

    first: int
    end: int
    parent: int


class Outline:
    """The directives of a text, whether or not its braces match."""

    def __init__(self, tokens: Tokens) -> None:
        self._items = tokens.items
        self._text = tokens.source.text
        self._statements: list[_Statement] = []
        self._starts: list[int] = []
        self._around: list[int] = []
        self._servers: dict[int, tuple[str, ...]] = {}
        self._read()

    def _read(self) -> None:
        items = self._items
        open_ = [-1]
        first = -1
        for index, token in enumerate(items):
            if not token.is_mark:
                if first < 0:
                    first = index
                continue
            if first >= 0:
                self._add(_Statement(first, index, open_[-1]))
            if token == "{":  # noqa: S105
                if first >= 0:
                    open_.append(len(self._statements) - 1)
                    self._around[-1] = open_[-1]
                else:
                    open_.append(open_[-1])
            elif token == "}":  # noqa: S105
                if len(open_) > 1:
                    open_.pop()
                self._starts.append(token.start)
                self._statements.append(_Statement(index, index, open_[-1]))
                self._around.append(open_[-1])
            first = -1
        if first >= 0:
            self._add(_Statement(first, len(items), open_[-1]))

    def _add(self, statement: _Statement) -> None:
        items = self._items
        if items[statement.first] == "server_name" and statement.parent >= 0:
            names = tuple(map(str, items[statement.first + 1 : statement.end][:_MOST_NAMES]))
            self._servers.setdefault(statement.parent, names)
        self._starts.append(items[statement.first].start)
        self._statements.append(statement)
        self._around.append(statement.parent)

    def at(self, offset: int) -> Place:
        """What stands at an offset."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return Place((), "", self._line(offset))
        statement = self._statements[number]
        last = self._items[max(statement.first, min(statement.end, len(self._items) - 1))]
        if statement.first == statement.end or offset > last.end:
            return Place(self._blocks(self._around[number]), "", self._line(offset))
        words = self._words(number)
        return Place(self._blocks(statement.parent), words[0], words)

    def _words(self, number: int) -> tuple[str, ...]:
        statement = self._statements[number]
        words = tuple(map(str, self._items[statement.first : statement.end]))
        if words[0] == "server" and number in self._servers:
            return (*words, *self._servers[number])
        return words

    def _blocks(self, number: int) -> tuple[str, ...]:
        found = []
        while number >= 0:
            found.append(" ".join(self._words(number)))
            number = self._statements[number].parent
        return tuple(reversed(found))

    def _line(self, offset: int) -> tuple[str, ...]:
        start = self._text.rfind("\n", 0, offset) + 1
        end = self._text.find("\n", offset)
        return tuple(self._text[start : len(self._text) if end < 0 else end].split())
