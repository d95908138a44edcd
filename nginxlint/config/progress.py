"""How far a run is, for somebody who waits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Progress:
    """``files`` were read; then ``directives`` are checked (0 until reading is done)."""

    files: int = 0
    directives: int = 0
