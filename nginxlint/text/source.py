"""A text that was read from somewhere, and places in it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

BOM = "\ufeff"


class Position(NamedTuple):
    """A place in a text. Line and column count from 1; a column counts Unicode code points."""

    line: int
    column: int


class Source:
    """One text: an opened file, standard input, an editor's buffer or one file of a dump.

    ``name`` is what reports call it. ``path`` is the absolute path of the file it came from, symlinks
    kept, or ``None`` when there is no file. ``text`` holds every character, a byte order mark and
    carriage returns included, so that ``encode(text)`` gives back the bytes that were read.
    """

    __slots__ = ("_line_starts", "encoding", "first_line", "name", "path", "text")

    def __init__(
        self,
        name: str,
        text: str,
        *,
        path: str | None = None,
        encoding: str = "utf-8",
        first_line: int = 1,
    ) -> None:
        self.name = name
        self.path = path
        self.text = text
        self.encoding = encoding
        self.first_line = first_line
        self._line_starts: list[int] | None = None

    @classmethod
    def from_bytes(cls, name: str, data: bytes, *, path: str | None = None) -> Source:
        """Decode ``data`` without losing anything: as UTF-8, or as Latin-1 if it is not UTF-8."""
        try:
            return cls(name, data.decode("utf-8"), path=path)
        except UnicodeDecodeError:
            return cls(name, data.decode("latin-1"), path=path, encoding="latin-1")

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {len(self.text)} characters)"

    def encode(self, text: str | None = None) -> bytes:
        """Give the bytes of ``text`` (default: this text) in the encoding this source was read in.

        Text that a Latin-1 file cannot hold is written as UTF-8 bytes, as a person would type it.
        """
        text = self.text if text is None else text
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            if self.encoding != "latin-1":
                raise
            return b"".join(c.encode("latin-1") if ord(c) < 256 else c.encode("utf-8") for c in text)

    @property
    def line_starts(self) -> list[int]:
        """Offsets at which each line begins. Only a line feed ends a line, as in nginx."""
        starts = self._line_starts
        if starts is None:
            starts = [0]
            append = starts.append
            find = self.text.find
            at = find("\n")
            while at >= 0:
                append(at + 1)
                at = find("\n", at + 1)
            self._line_starts = starts
        return starts

    def line_at(self, offset: int) -> int:
        """The number of the line, from 1, that holds ``offset``."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        """Line and column of ``offset``; the end of the text is a valid offset."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """The offset of a position; columns beyond the line's end give the line's end."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        return min(start + column - 1, end)

    @property
    def line_count(self) -> int:
        """How many lines there are; a line feed at the very end begins no further line."""
        starts = self.line_starts
        if len(starts) > 1 and starts[-1] == len(self.text):
            return len(starts) - 1
        return len(starts)

    def line(self, number: int) -> str:
        """The text of a line, without its line feed and a carriage return before it."""
        starts = self.line_starts
        start = starts[number - 1]
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[start:end].removesuffix("\r")

    def span(self, start: int, end: int) -> Span:
        """The span from ``start`` up to, not including, ``end``."""
        return Span(self, start, end)


class Span(NamedTuple):
    """A stretch of a source: offsets ``start`` up to, not including, ``end``.

    ``start == end`` marks a place between two characters, where something is to be inserted.
    """

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters that the span covers."""
        return self.source.text[self.start : self.end]

    @property
    def first(self) -> Position:
        """Where the span begins."""
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """Where the span ends, exclusive."""
        return self.source.position(self.end)

    @property
    def line(self) -> int:
        """The line on which the span begins."""
        return self.source.line_at(self.start)
