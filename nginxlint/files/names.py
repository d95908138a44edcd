"""What reports call a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nginxlint.files.system import inside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nginxlint.files.system import FileSystem


class Names:
    """Machine paths as a person would write them.

    A given path is called as it was given, a file below a given folder after that folder; another file
    relative to the working folder where it lies under it, else by its absolute path.
    ``given`` maps absolute paths to what was given.
    """

    def __init__(self, files: FileSystem, cwd: str, given: Mapping[str, str]) -> None:
        self._root = files.root
        self._cwd = cwd
        self._given = dict(given)
        self._folders: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        """The name of the file at a machine path."""
        if self._root is not None:
            path = self._root.rstrip("/") + path
        if path in self._given:
            return _slashes(self._given[path])
        folder, name = os.path.split(path)
        called = self._folders.get(folder)
        if called is None:
            called = self._folder(folder)
            called = self._folders[folder] = _slashes(os.path.join(called, "")) if called else ""
        return called + name

    def _folder(self, folder: str) -> str:
        above = folder
        while True:
            if above in self._given:
                given = self._given[above]
                name = os.path.normpath(os.path.join(given, os.path.relpath(folder, above)))
                return "" if name == "." else name
            parent = os.path.dirname(above)
            if parent == above:
                break
            above = parent
        if inside(folder, self._cwd):
            relative = os.path.relpath(folder, self._cwd)
            return "" if relative == "." else relative
        return folder


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/") if os.sep != "/" else path
