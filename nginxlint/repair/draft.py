"""A text under repair: edited in steps, while every place still leads back to the text as read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from nginxlint.syntax.tokens import WHITE_SPACE, tokenize
from nginxlint.text.edit import Edit, apply_edits
from nginxlint.text.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.syntax.tokens import Token, Tokens


MOST_AT_END = 100


class _Step:
    """One round of edits: leads offsets after it back to offsets before it."""

    __slots__ = ("new_ends", "new_starts", "old_ends", "old_starts")

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.new_starts: list[int] = []
        self.new_ends: list[int] = []
        self.old_starts: list[int] = []
        self.old_ends: list[int] = []
        shift = 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            self.new_starts.append(edit.start + shift)
            self.old_starts.append(edit.start)
            self.old_ends.append(edit.end)
            shift += len(edit.text) - (edit.end - edit.start)
            self.new_ends.append(edit.end + shift)

    def start(self, offset: int) -> int:
        """Where something that begins at ``offset`` began before."""
        i = bisect_right(self.new_starts, offset) - 1
        if i < 0:
            return offset
        if offset >= self.new_ends[i]:
            return self.old_ends[i] + offset - self.new_ends[i]
        return self.old_starts[i]

    def end(self, offset: int) -> int:
        """Where something that ends at ``offset`` ended before."""
        i = bisect_left(self.new_starts, offset) - 1
        if i < 0:
            return offset
        if offset >= self.new_ends[i]:
            return self.old_ends[i] + offset - self.new_ends[i]
        return self.old_ends[i]

    def move(self, tokens: list[Token]) -> None:
        """Lead the places of ``tokens``, which are in order, back."""
        low, high, shift = 0, self.new_starts[0], 0
        for token in tokens:
            start, end = token.start, token.end
            if low <= start and end < high:
                token.start = start + shift
                token.end = end + shift
                continue
            token.start = self.start(start)
            token.end = max(token.start, self.end(end))
            i = bisect_right(self.new_starts, end) - 1
            if i >= 0 and end >= self.new_ends[i]:
                low = self.new_ends[i]
                shift = self.old_ends[i] - low
                high = self.new_starts[i + 1] if i + 1 < len(self.new_starts) else 1 << 62


class Draft:
    """A text, the edits made to it so far, and its tokens now."""

    __slots__ = ("_steps", "original", "source", "tokens")

    def __init__(self, tokens: Tokens) -> None:
        self.original = tokens.source
        self.source = tokens.source
        self.tokens = tokens
        self._steps: list[_Step] = []

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self.source.text

    def apply(self, edits: list[Edit]) -> None:
        """Edit the text as it is now, and read its tokens again."""
        if not edits:
            return
        text = apply_edits(self.text, edits)
        # White space at the end holds nothing, and much of it is slow to read.
        bare = text.rstrip(WHITE_SPACE)
        if len(text) > len(bare) + MOST_AT_END:
            text = bare + "\n"
        self.source = Source(self.original.name, text)
        self.tokens = tokenize(self.source)
        self._steps.append(_Step(edits))

    def span(self, start: int, end: int) -> Span:
        """The place in the text as read that belongs to ``[start:end]`` of the text as it is now."""
        empty = start == end
        for step in reversed(self._steps):
            start = step.start(start)
            end = start if empty else step.end(end)
        return Span(self.original, start, max(start, end))

    def edit(self, start: int, end: int, text: str) -> Edit:
        """An edit of the text as it is now, as an edit of the text as read."""
        span = self.span(start, end)
        return Edit(self.original, span.start, span.end, text)

    def finish(self) -> Tokens:
        """The tokens, led back to the text as read."""
        tokens = self.tokens
        if not self._steps:
            return tokens
        for step in reversed(self._steps):
            step.move(tokens.items)
            if tokens.comments:
                step.move(tokens.comments)
        original = self.original
        for token in tokens.items:
            token.source = original
        for token in tokens.comments:
            token.source = original
        tokens.source = original
        return tokens
