"""Which settings file applies to a path. Most paths have none, so nothing here costs time."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

OWN = ".nginxlint.toml"
SHARED = "pyproject.toml"
TABLE = b"[tool.nginxlint"
_MARKS = (".git", ".hg", ".svn")

MAX_SIZE = 256 * 1024
"""Bytes up to which a file is read as settings; tomllib's time grows with the square for some texts."""


class Found(NamedTuple):
    """A settings file, and the folder whose files it may name: its repository, or else its own folder."""

    file: str
    inside: str


def find(path: str) -> Found | None:
    """The settings file of an absolute path: the nearest one upwards, not beyond the root of its repository.

    Without a repository the search ends at the root of the file system, or at a folder in which everybody may
    create files, such as ``/tmp``.
    """
    folder = os.path.realpath(path)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    while True:
        names = _names(folder)
        if OWN in names:
            return Found(os.path.join(folder, OWN), repository(folder) or folder)
        if SHARED in names and holds_table(os.path.join(folder, SHARED)):
            return Found(os.path.join(folder, SHARED), repository(folder) or folder)
        parent = os.path.dirname(folder)
        if parent == folder or any(mark in names for mark in _MARKS) or _is_everybodys(parent):
            return None
        folder = parent


def repository(folder: str) -> str | None:
    """The root of the repository around a real folder, or ``None``."""
    while True:
        if any(os.path.lexists(os.path.join(folder, mark)) for mark in _MARKS):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _names(folder: str) -> set[str]:
    return {name for name in (OWN, SHARED, *_MARKS) if os.path.lexists(os.path.join(folder, name))}


def _is_everybodys(folder: str) -> bool:
    try:
        return bool(os.stat(folder).st_mode & stat.S_ISVTX)
    except OSError:
        return True


def holds_table(file: str) -> bool:
    """Whether a pyproject.toml has settings of nginxlint's; one that can't be read has none."""
    try:
        return TABLE in read(file)
    except OSError:
        return False


def read(file: str) -> bytes:
    """The bytes of a settings file. Raises ``OSError``: also for what is no regular file or too large."""
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with open(handle, "rb") as opened:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "is not a regular file")
        if status.st_size > MAX_SIZE:
            raise OSError(0, f"is larger than {MAX_SIZE // 1024} kB")
        return opened.read(MAX_SIZE)
