"""What CI formats call a file: a path below the repository's root, with forward slashes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nginxlint.text.source import Source

_NO_FILES = ("<stdin>", "-")


class Folders(NamedTuple):
    """``cwd`` is the absolute folder that names are relative to, ``base`` the one that paths of CI formats
    are relative to: ``cwd`` or a folder above it.
    """

    cwd: str = ""
    base: str = ""


def display_path(source: Source, folders: Folders) -> str:
    """Give the path of ``source`` as reported, relative to the base where it lies below it."""
    name = source.name
    if folders.base not in ("", folders.cwd) and not os.path.isabs(name) and name not in _NO_FILES:
        name = os.path.normpath(os.path.join(folders.cwd, name))
    return _below(name, folders.base or folders.cwd) or _slashes(name)


def resolved_path(source: Source, folders: Folders) -> str:
    """Like ``display_path`` with symlinks resolved.

    Code hosts can't show a symlink such as ``sites-enabled/shop``; they know the file behind it.
    """
    base = folders.base or folders.cwd
    if source.path and base:
        below = _below(os.path.realpath(source.path), os.path.realpath(base))
        if below:
            return below
    return display_path(source, folders)


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
