"""The edits of several fixes to one text, applied together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from nginxlint.text.edit import Edit, apply_edits
from nginxlint.text.source import BOM, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEW = -1
"""Stands for a line that the text did not have before."""


class Ranges:
    """Stretches of one text that edits have laid claim to."""

    def __init__(self) -> None:
        self._taken: list[tuple[int, int]] = []

    def free(self, edit: Edit) -> bool:
        """Whether ``edit`` touches nothing taken. Two insertions at one offset touch: their order
        would be a guess.
        """
        at = bisect_left(self._taken, (edit.start, edit.end))
        before = self._taken[max(0, at - 1) : at]
        after = self._taken[at : at + 1]
        return all(
            not (start < edit.end and edit.start < end) and start != edit.start
            for start, end in (*before, *after)
        )

    def take(self, edits: Iterable[Edit]) -> None:
        """Lay claim to what these edits change."""
        for edit in edits:
            insort(self._taken, (edit.start, edit.end))


def fitted(edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
    """The edits of a fix to one source, in order, as the text wants them: its line endings, its BOM
    in front.

    ``None`` if they overlap, lie outside the text or change nothing.
    """
    found = sorted((_fit(edit) for edit in edits), key=lambda edit: (edit.start, edit.end))
    done = 0
    for edit in found:
        if edit.start < done or edit.end < edit.start or edit.end > len(edit.source.text):
            return None
        done = edit.end
    if all(edit.text == edit.source.text[edit.start : edit.end] for edit in found):
        return None
    return tuple(found)


def _fit(edit: Edit) -> Edit:
    source, start, end, text = edit
    whole = source.text
    if _ends_in_crlf(source) and (text or whole[start:end].strip("\r")):
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        if start < end < len(whole) and whole[end - 1 : end + 1] == "\r\n" and text[-1:] != "\r":
            end -= 1
    if start == end == 0 and whole.startswith(BOM):
        start = end = len(BOM)
    if source.encoding == "latin-1":
        # What Latin-1 can't hold is written as UTF-8, and read again as these characters.
        text = source.encode(text).decode("latin-1")
    return Edit(source, start, end, text)


@lru_cache(maxsize=256)
def _ends_in_crlf(source: Source) -> bool:
    return source.text.count("\r\n") * 2 > source.text.count("\n")


class Patch:
    """Fitted edits to one source that don't overlap, and where they move things."""

    def __init__(self, source: Source, edits: Iterable[Edit]) -> None:
        self.source = source
        self._edits = sorted(edits, key=lambda edit: (edit.start, edit.end))
        self._starts = [edit.start for edit in self._edits]
        growth = (len(edit.text) - (edit.end - edit.start) for edit in self._edits)
        self._shifts = [0, *accumulate(growth)]

    def data(self) -> bytes:
        """The bytes of the changed text."""
        return self.source.encode(apply_edits(self.source.text, self._edits))

    def low(self, offset: int) -> int:
        """Where what begins at ``offset`` may begin in the changed text, at the earliest."""
        at = bisect_left(self._starts, offset)
        if at and self._edits[at - 1].end > offset:
            return self._starts[at - 1] + self._shifts[at - 1]
        return offset + self._shifts[at]

    def high(self, offset: int) -> int:
        """Where what ends at ``offset`` may end in the changed text, at the latest."""
        at = bisect_right(self._starts, offset)
        if at and self._edits[at - 1].end > offset:
            return self._edits[at - 1].end + self._shifts[at]
        return offset + self._shifts[at]

    def kept(self, before: Sequence[int]) -> list[int]:
        """For each line of the changed text, what ``before`` holds for that line of the old one, or
        ``NEW``.

        ``before`` has an item for every line, one more than there are line feeds.
        """
        lines: list[int] = []
        done = 0
        for edit in self._edits:
            first = self.source.line_at(edit.start) - 1
            last = self.source.line_at(edit.end) - 1
            lines.extend(before[done:first])
            # An edit may begin on the line on which the one before it ended: that
            # line is counted already.
            lines.extend([NEW] * (edit.text.count("\n") + (first >= done)))
            done = max(done, last + 1)
        lines.extend(before[done:])
        return lines
