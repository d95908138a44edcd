"""What a name is most likely meant to be, asked so often only that it stays quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx import spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

MAX_GUESSES = 50
"""Names that are guessed at for one kind of name in one configuration; beyond them nobody reads advice."""


class Guesses:
    """Guesses at names that should be among ``names``, which are collected when they are needed."""

    def __init__(self, names: Callable[[], Collection[str]]) -> None:
        self._collect = names
        self._names: Collection[str] | None = None
        self._known: dict[str, str | None] = {}

    def nearest(self, name: str) -> str | None:
        """The name that ``name`` is most likely a slip of; ``None`` if none is near, or after many."""
        if name not in self._known:
            if len(self._known) >= MAX_GUESSES:
                return None
            if self._names is None:
                self._names = frozenset(self._collect())
            self._known[name] = spelling.nearest(name, self._names)
        return self._known[name]
