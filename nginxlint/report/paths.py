"""What CI formats call a file: a path below the working folder, with forward slashes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nginxlint.text.source import Source


def display_path(source: Source, cwd: str) -> str:
    """Give the path of ``source`` as reported, relative to ``cwd`` where it lies below it."""
    return _below(source.name, cwd) or _slashes(source.name)


def resolved_path(source: Source, cwd: str) -> str:
    """Like ``display_path`` with symlinks resolved.

    Code hosts can't show a symlink such as ``sites-enabled/shop``; they know the file behind it.
    """
    if source.path and cwd:
        below = _below(os.path.realpath(source.path), os.path.realpath(cwd))
        if below:
            return below
    return display_path(source, cwd)


def _below(path: str, folder: str) -> str | None:
    if not os.path.isabs(path):
        return _slashes(path)
    root = folder.rstrip(os.sep) + os.sep
    return _slashes(path[len(root) :]) if folder and path.startswith(root) else None


def _slashes(path: str) -> str:
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path
