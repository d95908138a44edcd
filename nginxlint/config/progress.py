"""How far a run is, for somebody who waits."""

from __future__ import annotations


class Progress:
    """``files`` were read; then ``directives`` are checked (0 until reading is done)."""

    __slots__ = ("directives", "files")

    def __init__(self) -> None:
        self.files = 0
        self.directives = 0
