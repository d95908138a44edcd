"""Changes to a text, applied together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.text.source import Source, Span


class Edit(NamedTuple):
    """Put ``text`` in the place of ``source.text[start:end]``; ``start == end`` inserts."""

    source: Source
    start: int
    end: int
    text: str

    @classmethod
    def replace(cls, span: Span, text: str) -> Edit:
        """Put ``text`` in the place of ``span``."""
        return cls(span.source, span.start, span.end, text)

    @classmethod
    def insert(cls, source: Source, offset: int, text: str) -> Edit:
        """Insert ``text`` before the character at ``offset``."""
        return cls(source, offset, offset, text)

    @classmethod
    def delete(cls, span: Span) -> Edit:
        """Take ``span`` out."""
        return cls(span.source, span.start, span.end, "")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that don't overlap to ``text``; insertions at one offset keep their order.

    Raises ``ValueError`` if two edits overlap or one lies outside the text.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edit at {edit.start}..{edit.end} overlaps another or lies outside")
        parts.append(text[done : edit.start])
        parts.append(edit.text)
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)
