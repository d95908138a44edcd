"""Code frames: lines of a source with the places that a finding speaks of underlined."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.report.masking import STARS, credentials
from nginxlint.report.prose import wrap
from nginxlint.report.visible import char_width, visible, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nginxlint.report.paint import Paint
    from nginxlint.text.source import Source, Span

TAB = 4
CUT = "..."

# Captions with less room than this below their mark are set further left.
_NARROW = 24


class Mark(NamedTuple):
    """A place to underline: with ``^`` if it is the finding's own, else with ``-``."""

    span: Span
    caption: str
    primary: bool


class Page(NamedTuple):
    """Where a frame is drawn: columns of the page, columns of the line numbers, colours.

    ``style`` is the name of the style of primary marks.
    """

    width: int
    digits: int
    paint: Paint
    style: str

    @property
    def room(self) -> int:
        """Columns for code, right of the gutter; one is kept free for a mark at a line's end."""
        return max(self.width - self.digits - 4, 20)

    def gutter(self, number: int | None, sign: str = "|") -> str:
        """The gutter of a line: its number, or spaces, and a bar."""
        digits = " " * self.digits if number is None else f"{number:>{self.digits}}"
        return self.paint("gutter", f"{digits} {sign}")


def _cells(text: str, hidden: Iterable[tuple[int, int]]) -> tuple[Sequence[str], Sequence[int]]:
    """Lay out ``text``: tabs expanded, controls made visible, the ``hidden`` stretches starred.

    Gives a glyph for each character and the column at which each begins, plus the end column.
    """
    if text.isascii() and text.isprintable() and not hidden:
        return text, range(len(text) + 1)
    glyphs = [char if char == "\t" else visible(char) for char in text]
    for start, end in hidden:
        glyphs[start:end] = [STARS, *[""] * (end - start - 1)]
    columns = [0]
    column = 0
    for index, glyph in enumerate(glyphs):
        if glyph == "\t":
            size = TAB - column % TAB
            glyphs[index] = " " * size
        else:
            size = width(glyph) if len(glyph) != 1 else char_width(glyph)
        column += size
        columns.append(column)
    return glyphs, columns


def shown(text: str, start: int, end: int, room: int, first: int, last: int) -> Shown:
    """Show ``text[start:end]``, which is one line, in ``room`` columns.

    A line that is too long is cut so that what lies between ``first`` and ``last``, offsets in
    ``text``, stays in sight.
    """
    first = min(max(first, start), end)
    last = min(max(last, first), end)
    # However long the line, no more than this is looked at: a column takes a character at least,
    # save those of no width, of which a screenful is enough.
    low = max(start, first - 4 * room)
    high = min(end, first + 8 * room)
    hidden = [(a - low, b - low) for a, b in credentials(text, low, high)]
    glyphs, columns = _cells(text[low:high], hidden)
    total = columns[-1]
    if low == start and high == end and total <= room:
        return Shown("".join(glyphs), columns, low, 0, total)

    # Keep a third of the room for what stands before the place; all of it, if it fits.
    lead, tail = columns[first - low], columns[min(last, high) - low]
    wanted = lead - room // 3
    if tail - wanted > room - len(CUT):
        wanted = lead - max(0, room - len(CUT) - (tail - lead)) // 2 - len(CUT)
    if high == end:
        wanted = min(wanted, total - room + len(CUT))
    begin = 0
    if wanted > len(CUT):
        begin = next(i for i, column in enumerate(columns) if column >= wanted)
    before = CUT if begin or low > start else ""
    limit = columns[begin] + room - len(before)
    stop = len(glyphs)
    after = ""
    if high < end or columns[stop] > limit:
        after = CUT
        while stop > begin and columns[stop] > limit - len(CUT):
            stop -= 1
    body = before + "".join(glyphs[begin:stop]) + after
    return Shown(body, columns, low, len(before) - columns[begin], width(body))


class Shown(NamedTuple):
    """A line as shown, and where its characters went."""

    text: str
    columns: Sequence[int]
    low: int
    shift: int
    end: int

    def column(self, offset: int) -> int:
        """The column, from 0, of the character at ``offset`` of the source's text."""
        index = min(max(offset - self.low, 0), len(self.columns) - 1)
        return min(max(self.columns[index] + self.shift, 0), self.end)


def line_bounds(source: Source, number: int) -> tuple[int, int]:
    """Offsets at which a line begins and, without its line feed and carriage return, ends."""
    start = source.line_starts[number - 1]
    return start, start + len(source.line(number))


def frame(marks: Sequence[Mark], page: Page, *, context: int = 0) -> Iterator[str]:
    """Draw the lines of one source that ``marks`` lie in, with ``context`` lines around them."""
    source = marks[0].span.source
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.span.line, []).append(mark)
    numbers = set(by_line)
    count = source.line_count
    for number in by_line:
        numbers.update(range(max(1, number - context), min(count, number + context) + 1))
    previous = 0
    for number in sorted(numbers):
        if previous and number == previous + 2:
            yield _plain(source, previous + 1, page)
        elif previous and number > previous + 1:
            yield page.paint("gutter", CUT)
        if number in by_line:
            yield from _marked(source, number, by_line[number], page)
        else:
            yield _plain(source, number, page)
        previous = number


def _plain(source: Source, number: int, page: Page) -> str:
    start, end = line_bounds(source, number)
    text = shown(source.text, start, end, page.room, start, start).text
    return f"{page.gutter(number)} {text}".rstrip()


def _marked(source: Source, number: int, marks: list[Mark], page: Page) -> Iterator[str]:
    start, end = line_bounds(source, number)
    for group in _neighbours(source, start, end, marks, page.room):
        first, last = group[0].span.start, max(mark.span.end for mark in group)
        line = shown(source.text, start, end, page.room, first, last)
        yield f"{page.gutter(number)} {line.text}".rstrip()
        for row in _underlines(line, end, group, page):
            yield f"{page.gutter(None)} {row}"


def _neighbours(source: Source, start: int, end: int, marks: list[Mark], room: int) -> Iterator[list[Mark]]:
    """Split the marks of a line that is too long into groups that can be seen together."""
    marks = sorted(marks, key=lambda mark: (mark.span.start, mark.span.end))
    if end - start <= room and len(marks) > 1:
        whole = shown(source.text, start, end, room, start, start)
        if whole.column(end) <= room and not whole.text.endswith(CUT):
            yield marks
            return
    group = [marks[0]]
    for mark in marks[1:]:
        if mark.span.end - group[0].span.start > room // 2:
            yield group
            group = []
        group.append(mark)
    yield group


class _Underline(NamedTuple):
    column: int
    end: int
    caption: str
    style: str
    sign: str


def _underlines(line: Shown, end: int, marks: list[Mark], page: Page) -> Iterator[str]:
    """The rows below a line: the marks, and their captions from right to left."""
    places = []
    for mark in marks:
        column = line.column(mark.span.start)
        last = line.column(min(mark.span.end, end))
        style = page.style if mark.primary else "related"
        places.append(
            _Underline(column, max(last, column + 1), mark.caption, style, "^" if mark.primary else "-")
        )
    row = _Row()
    for place in sorted(places, key=lambda place: place.sign):
        # "-" sorts before "^": where two overlap, the finding's own place is seen.
        row.put(place.column, place.sign * (place.end - place.column), place.style)

    captioned = [place for place in places if place.caption]
    furthest = max(place.end for place in places)
    if captioned:
        last_place = captioned[-1]
        beside = furthest + 1 + width(last_place.caption) <= page.room + 1
        if last_place.end == furthest and beside:
            row.put(furthest + 1, last_place.caption, last_place.style)
            captioned.pop()
    yield row.render(page.paint)
    yield from _captions(captioned, page)


def _captions(places: list[_Underline], page: Page) -> Iterator[str]:
    """Captions on rows of their own, tied to their marks by bars."""
    narrow = _NARROW if len(places) > 1 else page.room
    aside = [p for p in places if page.room - p.column < min(width(p.caption), narrow)]
    hanging = [place for place in places if place not in aside]
    if hanging and len(places) > 1:
        row = _Row()
        for place in hanging:
            row.put(place.column, "|", place.style)
        yield row.render(page.paint)
    while hanging:
        place = hanging.pop()
        for part in wrap(place.caption, page.room - place.column, split=True):
            row = _Row()
            for other in hanging:
                if other.column < place.column:
                    row.put(other.column, "|", other.style)
            row.put(place.column, part, place.style)
            yield row.render(page.paint)
    for place in reversed(aside):
        parts = wrap(place.caption, page.room, split=True)
        indent = max(0, page.room - max(map(width, parts)))
        for part in parts:
            yield " " * indent + page.paint(place.style, part)


class _Row:
    """A row to write coloured text into, at columns."""

    __slots__ = ("chars", "styles")

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.styles: list[str] = []

    def put(self, column: int, text: str, style: str) -> None:
        missing = column + len(text) - len(self.chars)
        if missing > 0:
            self.chars.extend(" " * missing)
            self.styles.extend([""] * missing)
        self.chars[column : column + len(text)] = text
        self.styles[column : column + len(text)] = [style] * len(text)

    def render(self, paint: Paint) -> str:
        parts = []
        at = 0
        for style, run in groupby(self.styles):
            size = sum(1 for _ in run)
            parts.append(paint(style, "".join(self.chars[at : at + size])))
            at += size
        return "".join(parts)
