"""What a fix would change, as a small diff in a code frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.report.frame import CUT, line_bounds, shown
from nginxlint.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.report.frame import Page
    from nginxlint.text.source import Source

# Lines of each side of a hunk that are shown.
_MOST = 8


class Hunk(NamedTuple):
    """Whole lines of a source that a fix changes.

    ``before`` and ``after`` are the text up to where those lines begin plus the lines, old and new;
    the lines themselves lie at ``old`` and ``new``, offsets without their line ends. ``number`` is
    the first one's number, ``shift`` by how much earlier hunks move the new ones.
    """

    number: int
    shift: int
    before: str
    old: list[tuple[int, int]]
    after: str
    new: list[tuple[int, int]]


def hunks(source: Source, edits: Sequence[Edit]) -> list[Hunk]:
    """Group edits of one source, none of which overlap, by the lines that they change.

    Edits that can't be applied give no hunk.
    """
    groups: list[tuple[int, int, list[Edit]]] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        first, last = source.line_at(edit.start), source.line_at(edit.end)
        if groups and first <= groups[-1][1] + 1:
            first, until, group = groups.pop()
            groups.append((first, max(last, until), [*group, edit]))
        else:
            groups.append((first, last, [edit]))
    found: list[Hunk] = []
    shift = 0
    for first, last, group in groups:
        hunk = _hunk(source, first, last, group, shift)
        if hunk is not None:
            found.append(hunk)
            shift += len(hunk.new) - len(hunk.old)
    return found


def _hunk(source: Source, first: int, last: int, edits: list[Edit], shift: int) -> Hunk | None:
    text = source.text
    start = source.line_starts[first - 1]
    end = line_bounds(source, last)[1]
    # A carriage return at the end of the last line goes with it, as with the others.
    if text[end : end + 1] == "\r":
        end += 1
    moved = [Edit(source, edit.start - start, edit.end - start, edit.text) for edit in edits]
    try:
        changed = apply_edits(text[start:end], moved)
    except ValueError:
        return None
    # Credentials are told by the directive before them, which may stand on an earlier line.
    reach = source.line_starts[max(0, first - 4)]
    before, after = text[reach:end], text[reach:start] + changed
    old = _lines(before, start - reach)
    new = _lines(after, start - reach)
    if [before[a:b] for a, b in old] == [after[a:b] for a, b in new]:
        old = _lines(before, start - reach, keep_returns=True)
        new = _lines(after, start - reach, keep_returns=True)
    number = first
    while old and new and before[slice(*old[0])] == after[slice(*new[0])]:
        del old[0], new[0]
        number += 1
    while old and new and before[slice(*old[-1])] == after[slice(*new[-1])]:
        del old[-1], new[-1]
    return Hunk(number, shift, before, old, after, new) if old or new else None


def _lines(text: str, start: int, *, keep_returns: bool = False) -> list[tuple[int, int]]:
    lines = []
    while True:
        feed = text.find("\n", start)
        end = len(text) if feed < 0 else feed
        without = end - (not keep_returns and end > start and text[end - 1] == "\r")
        lines.append((start, without))
        if feed < 0:
            return lines
        start = feed + 1


def diff(source: Source, found: Sequence[Hunk], page: Page) -> Iterator[str]:
    """Draw hunks with ``-`` and ``+`` in the gutter; an insertion shows the line before it too."""
    for index, hunk in enumerate(found):
        if index:
            yield page.paint("gutter", CUT)
        neighbour = hunk.number - 1 if hunk.number > 1 else hunk.number
        insertion = not hunk.old and hunk.new and neighbour <= source.line_count
        if insertion and neighbour < hunk.number:
            yield _neighbour(source, neighbour, neighbour + hunk.shift, page)
        same = _same_start(hunk)
        yield from _side("-", hunk.number, hunk.before, hunk.old, same, page)
        yield from _side("+", hunk.number + hunk.shift, hunk.after, hunk.new, same, page)
        if insertion and neighbour == hunk.number:
            yield _neighbour(source, neighbour, neighbour + hunk.shift + len(hunk.new), page)


def _same_start(hunk: Hunk) -> int:
    """How many characters the first changed line keeps at its start."""
    if not hunk.old or not hunk.new:
        return 0
    (a, old_end), (b, new_end) = hunk.old[0], hunk.new[0]
    size = 0
    while a + size < old_end and b + size < new_end and hunk.before[a + size] == hunk.after[b + size]:
        size += 1
    return size


def _neighbour(source: Source, number: int, shown_number: int, page: Page) -> str:
    start, end = line_bounds(source, number)
    text = shown(source.text, start, end, page.room, start, start).text
    return f"{page.gutter(shown_number)} {text}".rstrip()


def _side(
    sign: str, number: int, text: str, lines: list[tuple[int, int]], same: int, page: Page
) -> Iterator[str]:
    style = "added" if sign == "+" else "removed"
    for index, (start, end) in enumerate(lines):
        if index == _MOST and len(lines) > _MOST + 1:
            rest = f"({len(lines) - index} more lines)"
            yield f"{page.gutter(None, page.paint(style, sign))} {page.paint(style, rest)}"
            return
        focus = start + same if index == 0 else start
        body = shown(text, start, end, page.room, focus, focus).text
        bar = page.gutter(number + index, "") + page.paint(style, sign)
        yield f"{bar} {page.paint(style, body)}" if body else bar
