"""The one layout of a text: its tokens stay, the white space between them is put right.

A directive begins a line and ends it; ``{`` stands at the end of its directive's line, ``}`` on a line of its
own; ``{}`` if nothing is inside. What is in a block is indented once more, and so are the further lines of a
directive that is written over several. Blank lines stay, but only one in a row and none at the edges of a
block. Comments stay where they are. Words, quoted ones above all, are never touched, nor are the bodies of
``*_by_lua_block``.

Most lines of a configuration are there many times, so each different line is taken apart once.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.syntax.bridge import MAX_DEPTH
from nginxlint.syntax.tokens import QUOTED, REST, WHITE_SPACE, WORD, lua_end, tokenize
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.syntax.tokens import Token, Tokens

MAX_GROWTH = 256 * 1024 * 1024
"""Characters that the indentation of a text may come to; blocks inside blocks could make it endless."""

_LUA = "_by_lua_block"
_PIECE = re.compile(
    r"[ \t\r\n]*("
    rf"{WORD}|[;{{}}]"
    # A parenthesis may stand directly behind a quote, and begins a word.
    rf"|{QUOTED}(?:\){REST}|(?=[ \t\r\n;{{]|\Z))"
    r"|\#[^\n]*[^ \t\r\n]|\#"
    # A quote that nothing closes here, or behind which something else stands.
    r"|[\"'])"
)
_SIMPLE = r"[^ \t\r\n;{}#\"'\\][^ \t\r\n;{\\]*"
_PLAIN = re.compile(rf"(?:{_SIMPLE}|{QUOTED})(?: (?:{_SIMPLE}|{QUOTED}))*;\Z")
"""A directive that is laid out already; one with braces or backslashes in its words has to be looked at."""


class LayoutError(ValueError):
    """A text that has no layout; the message says why."""


class Laid(NamedTuple):
    """A text in its layout.

    ``sketch`` has the lines of the text as it was, each directive that fills a line only once: it is as
    broken as the whole text is, and shorter.
    """

    text: str
    sketch: str


class _Segment(NamedTuple):
    """What comes to stand on a line.

    ``end`` is ``;`` for a whole directive, ``{`` and ``}`` for the edges of a block, ``#`` for a comment, and
    empty for words of a directive that goes on on the next line. ``goes_on`` says that the directive was
    begun on an earlier line, ``noted`` that a comment ends the line.
    """

    end: str
    text: str
    goes_on: bool = False
    noted: bool = False


def lay_out(text: str, indent: str = "    ") -> Laid:
    """Lay a text out, with ``indent`` for each block around a line. Raises ``LayoutError``."""
    page = _Page(indent, MAX_GROWTH // (1 + sum(map(text.count, "\n;{}"))))
    source = Source("", text)
    sketch: list[str] = []
    # What a line is depends on whether a directive goes on in it. A plain directive is known by its text.
    known: tuple[dict[str, str | list[_Segment]], ...] = ({}, {})
    write = page.lines.append
    lines = enumerate(text.split("\n"))
    for number, line in lines:
        form = known[page.inside].get(line)
        if form is None:
            sketch.append(line)
            form = _form(line, page.inside)
            if form is not None:
                known[page.inside][line] = form
            else:
                pieces, more = _chunk(source, number, page.inside)
                sketch.extend(further for _, further in islice(lines, more))
                form = _segments(pieces, page.inside)
        elif not isinstance(form, str):
            sketch.append(line)
        if not form:
            page.blank = True
        elif isinstance(form, str):
            if page.blank:
                page.part()
            write(page.pad + form)
            page.last = ";"
        else:
            page.put(form)
    return Laid(page.finish(), "\n".join(sketch))


def same_tokens(before: str, after: str) -> bool:
    """Whether two texts have the same words, marks, comments and Lua in the same order.

    Each must be written in the same way; only blanks at the end of a comment don't count.
    """
    if _LUA in before or _LUA in after:
        return _written(before) == _written(after)
    # White space at the end would be searched again and again.
    return _PIECE.findall(before.rstrip(WHITE_SPACE)) == _PIECE.findall(after.rstrip(WHITE_SPACE))


def _written(text: str) -> list[tuple[str, str]]:
    return [(token.quote, text[token.start : end]) for token, end in in_order(tokenize(Source("", text)))]


def in_order(tokens: Tokens) -> list[tuple[Token, int]]:
    """Words, marks and comments as they follow one another, each with its end: blanks end no comment."""
    found = [(token, token.end) for token in tokens.items]
    found.extend((comment, comment.start + len(comment.rstrip(WHITE_SPACE))) for comment in tokens.comments)
    found.sort(key=lambda each: (each[0].start, each[1]))
    return found


# -- reading ---------------------------------------------------------------------------------------


def _form(line: str, inside: bool) -> str | list[_Segment] | None:
    """What stands on a line: a plain directive, or segments; ``None`` if the line alone does not tell.

    ``inside`` says that a directive goes on in it.
    """
    bare = line.strip(WHITE_SPACE)
    if bare.endswith("\\") or _LUA in bare:
        return None
    if not inside and _PLAIN.match(bare):
        return bare
    pieces = _PIECE.findall(bare)
    if "'" in pieces or '"' in pieces:
        return None
    return _segments(pieces, inside)


def _chunk(source: Source, number: int, inside: bool) -> tuple[list[str], int]:
    """The pieces of a line and of those below it into which they reach, and how many lines those are."""
    text = source.text
    begin = end = source.line_starts[number]
    pieces: list[str] = []
    lua = False
    while match := _PIECE.match(text, end):
        piece = match[1]
        if pieces and not lua and text.find("\n", end, match.start(1)) >= 0:
            break
        end = match.end()
        if piece in ("'", '"'):
            raise LayoutError("a quote is not closed, or something else than white space follows it")
        if lua and piece == "{":
            closed = lua_end(text, end)
            if closed is None:
                raise LayoutError("a block of Lua is not closed")
            piece = text[end - 1 : closed]
            end = closed
        if piece[0] in "{};":
            inside = lua = False
        elif piece[0] != "#" and not inside:
            inside = True
            lua = piece.strip("\"'").endswith(_LUA)
        pieces.append(piece)
    return pieces, text.count("\n", begin, end)


def _segments(pieces: Iterable[str], inside: bool) -> list[_Segment]:
    """Pieces in the lines on which they come to stand. Raises ``LayoutError`` where nginx would stop."""
    found: list[_Segment] = []
    words: list[str] = []
    for piece in pieces:
        start = piece[0]
        if start == "#":
            if words or inside:
                found.append(_Segment("", " ".join([*words, piece]), inside, noted=True))
                words, inside = [], True
            elif found:
                found[-1] = found[-1]._replace(text=f"{found[-1].text} {piece}", noted=True)
            else:
                found.append(_Segment("#", piece))
        elif start == "}":
            if words or inside:
                raise LayoutError("`}` stands where a directive is not ended")
            if found and found[-1].end == "{" and not found[-1].noted:
                found[-1] = found[-1]._replace(end=";", text=found[-1].text + "}")
            else:
                found.append(_Segment("}", piece))
        elif start in "{;":
            if not (words or inside):
                raise LayoutError(f"`{piece}` stands where no directive is begun")
            if start == "{":
                words.append(piece)
            text = " ".join(words)
            # The braces of Lua hold no directives.
            found.append(_Segment("{" if piece == "{" else ";", text if start == "{" else text + ";", inside))
            words, inside = [], False
        else:
            words.append(piece)
    if words:
        found.append(_Segment("", " ".join(words), inside))
    return found


# -- writing ---------------------------------------------------------------------------------------


class _Page:
    """The lines as they come to stand.

    ``pad`` is the indentation of the next directive, ``inside`` whether the last one is not ended yet,
    ``blank`` whether blank lines follow the last line, ``last`` its end (see ``_Segment``).
    """

    def __init__(self, indent: str, widest: int) -> None:
        self.lines: list[str] = []
        self.pad = ""
        self.inside = False
        self.blank = False
        self.last = "{"
        self._noted = False
        self._begun = 0
        self._pads: list[str] = []
        self._indent = indent
        self._widest = widest

    def part(self) -> None:
        """Leave one line blank in the place of those that there were, but none at the edge of a block."""
        if self.last != "{":
            self.lines.append("")
        self.blank = False

    def put(self, segments: Iterable[_Segment]) -> None:
        """Add what stands on a line."""
        for segment in segments:
            self._put(segment)

    def _put(self, segment: _Segment) -> None:
        end, text = segment.end, segment.text
        if end == "}":
            self._close(text)
        elif segment.goes_on:
            self._go_on(segment)
        else:
            if self.blank:
                self.part()
            self._begun = len(self.lines)
            self.lines.append(self.pad + text)
        self.inside = not end
        self._noted = segment.noted
        self.last = end
        if end == "{":
            self._open()

    def _open(self) -> None:
        self._pads.append(self.pad)
        self.pad += self._indent
        if len(self._pads) > MAX_DEPTH or len(self.pad) > self._widest:
            raise LayoutError("blocks are nested too deep")

    def _close(self, text: str) -> None:
        if not self._pads:
            raise LayoutError("`}` closes no block")
        self.pad = self._pads.pop()
        self.blank = False
        if self.last == "{" and not self._noted:
            self.lines[-1] += text
        else:
            self.lines.append(self.pad + text)

    def _go_on(self, segment: _Segment) -> None:
        """Add a line of a directive that was begun above: a brace, or a semicolon, goes up if it can."""
        text = segment.text
        is_brace = text[0] == "{"
        alone = len(self.lines) - self._begun == 1
        if not self._noted and (is_brace or (text[0] == ";" and alone)):
            self.lines[-1] += f" {text}" if is_brace else text
            self.blank = False
            return
        if self.blank:
            self.part()
        self.lines.append(self.pad + text if is_brace else self.pad + self._indent + text)

    def finish(self) -> str:
        """The whole text."""
        if self.inside:
            raise LayoutError("the last directive is not ended")
        if self._pads:
            raise LayoutError("a block is not closed")
        return "\n".join([*self.lines, ""]) if self.lines else ""
