"""Patterns for files in settings, as in ``.gitignore``."""

from __future__ import annotations

import os
import re
from fnmatch import translate
from functools import lru_cache
from typing import NamedTuple


class Glob(NamedTuple):
    """A pattern and the absolute folder that it is written for.

    ``*`` and ``?`` stay within a name, ``**`` is any number of folders. Without a ``/`` inside, a pattern is
    for a name at any depth. What matches a folder holds for all that lies in it.
    """

    folder: str
    pattern: str

    def matches(self, path: str) -> bool:
        """Whether an absolute path is meant."""
        if not path.startswith(self.folder.rstrip("/") + "/"):
            return False
        names = path[len(self.folder.rstrip("/")) + 1 :].split("/")
        parts = _parts(self.pattern)
        return _match(parts, names)


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[str, ...]:
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if "/" not in pattern.rstrip("/"):
        parts.insert(0, "**")
    # Several in a row mean the same as one, and would only take time.
    return tuple(
        part for index, part in enumerate(parts) if part != "**" or parts[index - 1 : index] != ["**"]
    )


def _match(parts: tuple[str, ...], names: list[str]) -> bool:
    """Whether the parts cover the names or some folders at their beginning; in time of their product."""
    reached = {0}
    for part in parts:
        if part == "**":
            reached = set(range(min(reached), len(names) + 1)) if reached else reached
        else:
            fits = _matcher(part)
            reached = {at + 1 for at in reached if at < len(names) and fits.match(names[at])}
        if not reached:
            return False
    return True


@lru_cache(maxsize=1024)
def _matcher(part: str) -> re.Pattern[str]:
    # Runs of stars mean one; fnmatch's expressions don't go back over what a star took.
    return re.compile(translate(re.sub(r"\*+", "*", part)))


def normalized(path: str) -> str:
    """An absolute path with forward slashes, as patterns have them."""
    return path.replace(os.sep, "/") if os.sep != "/" else path
