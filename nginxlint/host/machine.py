"""The machine that the configuration is written for, asked through its file system."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nginxlint.files.system import UnreadableError

if TYPE_CHECKING:
    from nginxlint.files.system import FileSystem

Kind = Literal["file", "folder", "socket", "fifo", "device", "missing", "unknown"]


@dataclass(frozen=True, slots=True)
class Look:
    """What is at a path after symlinks.

    ``missing`` is the first part of the path that isn't there, if ``kind`` is "missing". ``unknown`` means that it
    could not be seen; ``reason`` says why.
    """

    kind: Kind
    missing: str | None = None
    reason: str | None = None
    status: os.stat_result | None = None


class Machine:
    """One machine. Each path is looked at once."""

    def __init__(self, files: FileSystem, *, live: bool) -> None:
        self.files = files
        self.live = live
        self._looks: dict[str, Look] = {}

    def look(self, path: str) -> Look:
        """What is at a machine path."""
        found = self._looks.get(path)
        if found is None:
            found = self._looks[path] = self._look(path)
        return found

    def _look(self, path: str) -> Look:
        try:
            status = self.files.stat(path)
        except UnreadableError as error:
            if error.kind == "missing":
                return Look("missing", missing=self._first_missing(path))
            return Look("unknown", reason=error.reason)
        return Look(_kind(status.st_mode), status=status)

    def _first_missing(self, path: str) -> str:
        parts = [part for part in path.split("/") if part]
        at = ""
        for part in parts:
            at = f"{at}/{part}"
            try:
                self.files.stat(at)
            except UnreadableError as error:
                if error.kind == "missing":
                    return at
                break
        return path

    def near(self, path: str) -> list[str]:
        """The names in the folder of ``path`` that look like its own, the most alike first."""
        from difflib import get_close_matches

        folder, name = os.path.split(path)
        try:
            names = self.files.names(folder)
        except UnreadableError:
            return []
        return [os.path.join(folder, near) for near in get_close_matches(name, names, n=3, cutoff=0.7)]


def _kind(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISSOCK(mode):
        return "socket"
    if stat.S_ISFIFO(mode):
        return "fifo"
    return "device"
