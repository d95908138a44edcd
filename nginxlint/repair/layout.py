"""How a text is laid out: which words begin a line, how far they are indented, and what that is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nginxlint.syntax.tokens import Tokens

TAB = 4
"""The width of a tab; only where tabs and spaces mix does it matter."""


class Layout(NamedTuple):
    """How well a text's indentation shows its blocks.

    ``trust`` is 1 where each block is indented and 0 where none is; ``samples`` is the number of places
    that it was taken from.
    """

    trust: float
    samples: int


class Indents:
    """The indentation of a text's tokens."""

    __slots__ = ("_known", "items", "text")

    def __init__(self, tokens: Tokens) -> None:
        self.text = tokens.source.text
        self.items = tokens.items
        self._known: dict[int, int | None] = {}

    def of(self, index: int) -> int | None:
        """How far the token is indented; ``None`` if something stands before it on its line."""
        if index in self._known:
            return self._known[index]
        items = self.items
        if index >= len(items):
            return None
        start = items[index].start
        before = items[index - 1].end if index else 0
        text = self.text
        line = text.rfind("\n", before, start) + 1
        result: int | None
        if not line:
            line = 0
            result = None if index or text[:start].strip() else width(text[:start])
        else:
            result = width(text[line:start])
        self._known[index] = result
        return result


def width(lead: str) -> int:
    """The width of white space."""
    return len(lead) + (TAB - 1) * lead.count("\t")


def layout(tokens: Tokens) -> Layout:
    """Judge the indentation of a text: lines in a block should be deeper than the line that opens it."""
    indents = Indents(tokens)
    items = tokens.items
    good = samples = 0
    begin = True
    line_of_statement: int | None = None
    opener: int | None = None
    for index, item in enumerate(items):
        mark = item.is_mark
        if begin and not mark:
            indent = indents.of(index)
            if indent is not None:
                if opener is not None:
                    samples += 1
                    good += indent > opener
                line_of_statement = indent
            opener = None
            begin = False
        if not mark:
            continue
        begin = True
        if item == "{":
            opener = line_of_statement
        elif item == "}":
            indent = indents.of(index)
            if indent is not None and line_of_statement is not None and opener is None:
                samples += 1
                good += indent < line_of_statement
                line_of_statement = indent
            opener = None
        if samples >= 2000:
            break
    if not samples:
        return Layout(0.0, 0)
    return Layout(max(0.0, 2.0 * good / samples - 1.0), samples)
