"""The files of a machine, each looked at once."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from nginxlint.files.system import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nginxlint.files.system import FileSystem
    from nginxlint.host.certificates import Certificate
    from nginxlint.host.patience import Patience
    from nginxlint.host.store import PemFile
    from nginxlint.text.source import Source

T = TypeVar("T")

Kind = Literal["file", "folder", "socket", "fifo", "device", "missing", "unknown"]

SECONDS = 2.0
"""How long one look at a file may take where file systems of other machines are mounted."""

MAX_FILE = 4 * 1024 * 1024
"""Bytes of a certificate, key, passwd or similar file that are read at most."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is at a path after symlinks.

    ``missing`` is the first part of the path that isn't there, if ``kind`` is "missing". ``unknown``
    means that it could not be seen; ``reason`` says why.
    """

    kind: Kind
    missing: str | None = None
    reason: str | None = None
    status: os.stat_result | None = None


class Disk:
    """What lies on a machine. Paths are machine paths; each is looked at once, however many ask.

    ``known`` holds the certificates that were read so far, by their text.
    """

    def __init__(self, files: FileSystem) -> None:
        self.files = files
        self.known: dict[bytes, Certificate] = {}
        self._looks: dict[str, Look] = {}
        self._names: dict[str, list[str] | None] = {}
        self._pems: dict[str, PemFile] = {}
        self._silent: list[str] = []

    def look(self, path: str) -> Look:
        """What is at a path."""
        found = self._looks.get(path)
        if found is None:
            found = self._looks[path] = self._look(path)
        return found

    def _look(self, path: str) -> Look:
        try:
            status = self._ask(self.files.stat, path)
        except UnreadableError as error:
            if error.kind == "missing":
                return Look("missing", missing=self._first_missing(path))
            return Look("unknown", reason=error.reason)
        return Look(_kind(status.st_mode), status=status)

    def _first_missing(self, path: str) -> str:
        """The first part of a missing path that isn't there."""
        missing, passed = path, []
        folder = os.path.dirname(path)
        while folder not in ("", missing):
            known = self._looks.get(folder)
            if known is not None:
                missing = known.missing or missing
                break
            try:
                status = self._ask(self.files.stat, folder)
            except UnreadableError as error:
                if error.kind != "missing":
                    break
                passed.append(folder)
                missing, folder = folder, os.path.dirname(folder)
                continue
            self._looks[folder] = Look(_kind(status.st_mode), status=status)
            break
        for folder in passed:
            self._looks[folder] = Look("missing", missing=missing)
        return missing

    def read(self, path: str) -> bytes:
        """The first bytes of a regular file, all of it unless it is huge. Raises ``UnreadableError``."""
        look = self.look(path)
        if look.kind == "file" and look.status is not None and look.status.st_size > MAX_FILE:
            raise UnreadableError("too-large", path, "is too large to be what it should be")
        return self._ask(self.files.read, path)

    def text(self, path: str) -> str | None:
        """The text of a regular file, ``None`` if it can't be read."""
        if self.look(path).kind != "file":
            return None
        try:
            return self.read(path).decode("utf-8", "replace")
        except UnreadableError:
            return None

    def names(self, folder: str) -> list[str] | None:
        """The names in a folder, ``None`` if it can't be listed."""
        if folder not in self._names:
            try:
                self._names[folder] = self._ask(self.files.names, folder)
            except UnreadableError:
                self._names[folder] = None
        return self._names[folder]

    def link(self, path: str) -> str | None:
        """What a symlink says, ``None`` if it is none or can't be seen."""
        try:
            return self._ask(self.files.link, path)
        except UnreadableError:
            return None

    def physical(self, path: str) -> str:
        """The path without any symlink in it."""
        try:
            real = self._ask(self.files.resolve, path)
        except UnreadableError:
            return path
        return self._machine_path(real)

    def _machine_path(self, real: str) -> str:
        root = self.files.root
        if root is None or root == "/":
            return real
        return real[len(root) :] or "/"

    def path_of(self, source: Source) -> str | None:
        """Where a file of the configuration lies, ``None`` for one that lies nowhere."""
        return None if source.path is None else self._machine_path(source.path)

    def near(self, path: str) -> list[str]:
        """The names in the folder of ``path`` that look like its own, the most alike first."""
        from difflib import get_close_matches

        folder, name = os.path.split(path)
        by_lower = {other.lower(): other for other in self.names(folder) or () if other != name}
        close = get_close_matches(name.lower(), by_lower, n=3, cutoff=0.7)
        return [os.path.join(folder, by_lower[near]) for near in close]

    def pem(self, path: str) -> PemFile:
        """The PEM file at a path, with what is wrong with it."""
        found = self._pems.get(path)
        if found is None:
            from nginxlint.host.store import read_pem

            found = self._pems[path] = read_pem(self, path)
        return found

    def _ask(self, function: Callable[..., T], path: str, *more: object) -> T:
        """Ask the file system, no longer than ``SECONDS`` where an answer may not come."""
        patience = self._patience
        if patience is None:
            return function(path, *more)
        from nginxlint.host.patience import TooLongError

        for mount in self._silent:
            if path == mount or path.startswith(mount + "/"):
                raise UnreadableError("failed", path, "does not answer")
        try:
            return patience(function, path, *more)
        except TooLongError:
            self._silent.append(self._mount_of(path))
            raise UnreadableError("failed", path, "does not answer") from None

    def _mount_of(self, path: str) -> str:
        """The mount that a path lies on, as far as its text tells, else its folder."""
        root = self.files.root or ""
        around = [mount for mount in self._mounts if (root + path).startswith(mount.rstrip("/") + "/")]
        if around:
            return max(around, key=len)[len(root) :].rstrip("/")
        return os.path.dirname(path).rstrip("/") or path

    @cached_property
    def _mounts(self) -> list[str]:
        from nginxlint.host.patience import remote_mounts

        try:
            with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
                return remote_mounts(file.read())
        except OSError:
            return []

    @cached_property
    def _patience(self) -> Patience | None:
        if not self._mounts:
            return None
        from nginxlint.host.patience import Patience

        return Patience(SECONDS)


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
