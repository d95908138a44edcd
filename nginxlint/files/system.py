"""The file system as nginx on the linted machine sees it.

Paths here are *machine paths*: what the configuration and the machine itself would call a file. Under
``--root DIR`` the machine path ``/etc/nginx/nginx.conf`` is the real path ``DIR/etc/nginx/nginx.conf``,
and symlinks are resolved inside ``DIR``; without a root both are the same.
"""

from __future__ import annotations

import errno
import fnmatch
import os
import re
import stat
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MAX_SIZE = 256 * 1024 * 1024
"""Bytes up to which a file is read as a configuration."""

_MAX_LINKS = 40
"""Symlinks that one path may go through, as in Linux's path resolution."""

_MAX_PARTS = 256
"""Parts of a path up to which it is followed."""


class UnreadableError(Exception):
    """A file that was not read.

    ``kind`` is ``missing``, ``denied``, ``outside`` (the boundary), ``loop``, ``folder``, ``special`` (a
    device, FIFO or socket), ``too-large`` or ``failed``; ``path`` is the machine path; ``reason`` says it
    in words that go after "…: ".
    """

    def __init__(self, kind: str, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.kind = kind
        self.path = path
        self.reason = reason


_REASONS = {
    "missing": "no such file",
    "denied": "permission denied",
    "outside": "lies outside what may be read",
    "loop": "its symlinks lead in a circle",
    "folder": "is a folder",
    "special": "is not a regular file",
    "too-large": f"is larger than {MAX_SIZE // 1024 // 1024} MB",
}


def unreadable(kind: str, path: str) -> UnreadableError:
    """The error of that kind, with its usual reason."""
    return UnreadableError(kind, path, _REASONS[kind])


class FileSystem:
    """Reads files of one machine, within what may be read.

    ``root`` is the folder that stands for the machine's ``/``, or ``None`` for this machine itself.
    ``allowed`` are the real folders inside which files may be read after symlinks are resolved;
    ``None`` allows all (under a root: all inside it). ``overlay`` holds, by real path, what is read in
    the place of a file's contents.
    """

    def __init__(
        self,
        root: str | None = None,
        allowed: Iterable[str] | None = None,
        overlay: Mapping[str, bytes] | None = None,
    ) -> None:
        self.root = None if root is None else os.path.realpath(root)
        self.allowed = None if allowed is None else tuple(os.path.realpath(path) for path in allowed)
        self._folders: dict[str, str] = {}
        self._resolved: dict[str, str] = {}
        self._overlay = overlay or {}
        self._added: dict[str, set[str]] = {}
        for path in self._overlay:
            self._added.setdefault(os.path.dirname(path), set()).add(os.path.basename(path))

    # -- names -------------------------------------------------------------------------------------

    def machine_path(self, real: str) -> str | None:
        """The machine path of a real path, symlinks kept; ``None`` if it lies outside the root."""
        path = os.path.abspath(real)
        if self.root is None:
            return path
        # The part above the root may be spelled through symlinks; what lies below is kept as it is.
        folder, name = os.path.split(path)
        path = os.path.join(os.path.realpath(folder), name)
        if path == self.root:
            return "/"
        if inside(path, self.root):
            return path[len(self.root.rstrip("/")) :]
        original = os.path.abspath(real)
        shown = os.path.abspath(self.root)
        return original[len(shown) :] if inside(original, shown) else None

    def resolve(self, path: str) -> str:
        """The real path of an absolute machine path after all symlinks; the last part need not exist.

        Raises ``UnreadableError`` (``loop``).
        """
        known = self._resolved.get(path)
        if known is not None:
            return known
        if "\0" in path:
            raise unreadable("missing", path)
        if path.count("/") > _MAX_PARTS:
            raise UnreadableError("failed", path, "its path has too many parts")
        if os.name == "nt":
            return os.path.realpath(path)
        real = self._resolved[path] = self._resolve(path, 0)
        return real

    def _resolve(self, path: str, links: int) -> str:
        folder, _, name = path.rpartition("/")
        if name in ("", "."):
            return self._resolve_folder(folder, links)
        above = self._resolve_folder(folder, links)
        if name == "..":
            return above if above == (self.root or "/") else os.path.dirname(above)
        real = f"{above}/{name}" if above != "/" else f"/{name}"
        try:
            target = os.readlink(real)
        except OSError:
            return real
        if links == _MAX_LINKS:
            raise unreadable("loop", path)
        if not target.startswith("/"):
            # The folder is resolved already, so what the link says starts from there.
            target = f"{above[len(self.root.rstrip('/')) :] if self.root else above}/{target}"
        return self._resolve(target, links + 1)

    def _resolve_folder(self, folder: str, links: int) -> str:
        if not folder:
            return self.root or "/"
        try:
            return self._folders[folder]
        except KeyError:
            real = self._folders[folder] = self._resolve(folder, links)
            return real

    def may_read(self, real: str) -> bool:
        """Whether a resolved real path lies within the boundary."""
        if self.allowed is None:
            return self.root is None or inside(real, self.root)
        return any(inside(real, folder) for folder in self.allowed)

    # -- reading -----------------------------------------------------------------------------------

    def read(self, path: str) -> bytes:
        """The bytes of a regular file.

        Raises ``UnreadableError``. Never blocks on a FIFO or device and never leaves the boundary.
        """
        return self.read_real(self.resolve(path), path)

    def read_real(self, real: str, path: str) -> bytes:
        """The bytes of the file at a resolved real path, which errors call ``path``."""
        if not self.may_read(real):
            raise unreadable("outside", path)
        if real in self._overlay:
            return self._overlay[real]
        try:
            handle = os.open(
                real,
                os.O_RDONLY
                | getattr(os, "O_NONBLOCK", 0)
                | getattr(os, "O_CLOEXEC", 0)
                | getattr(os, "O_BINARY", 0),
            )
        except OSError as error:
            raise _from_os(error, path) from None
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise unreadable("folder" if stat.S_ISDIR(status.st_mode) else "special", path)
            if status.st_size > MAX_SIZE:
                raise unreadable("too-large", path)
            parts = []
            while part := os.read(handle, max(status.st_size + 1, 4096)):
                parts.append(part)
                if len(part) <= status.st_size and sum(map(len, parts)) == status.st_size:
                    break
            return b"".join(parts)
        except OSError as error:
            raise _from_os(error, path) from None
        finally:
            os.close(handle)

    def stat(self, path: str) -> os.stat_result:
        """The status of what ``path`` names after symlinks.

        Raises ``UnreadableError``.
        """
        real = self.resolve(path)
        if not self.may_read(real):
            raise unreadable("outside", path)
        try:
            return os.stat(real, follow_symlinks=False)
        except OSError as error:
            raise _from_os(error, path) from None

    def link(self, path: str) -> str | None:
        """What a symlink says, ``None`` if ``path`` names none; the folders before it are resolved.

        Raises ``UnreadableError``.
        """
        folder, name = os.path.split(path)
        real = os.path.join(self.resolve(folder), name)
        if not self.may_read(real):
            raise unreadable("outside", path)
        try:
            return os.readlink(real)
        except OSError:
            return None

    def attribute(self, path: str, name: str) -> bytes | None:
        """An extended attribute of what ``path`` names after symlinks, ``None`` if it has none.

        Raises ``UnreadableError``.
        """
        real = self.resolve(path)
        if not self.may_read(real):
            raise unreadable("outside", path)
        try:
            return os.getxattr(real, name) if sys.platform == "linux" else None
        except OSError:
            return None

    def is_file(self, path: str) -> bool:
        """Whether a regular file is there and within the boundary."""
        try:
            if self._overlay and self.resolve(path) in self._overlay:
                return self.may_read(self.resolve(path))
            return stat.S_ISREG(self.stat(path).st_mode)
        except UnreadableError:
            return False

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there and within the boundary."""
        try:
            return stat.S_ISDIR(self.stat(path).st_mode)
        except UnreadableError:
            return False

    def names(self, path: str) -> list[str]:
        """The names in a folder, in byte order.

        Raises ``UnreadableError``.
        """
        real = self.resolve(path)
        if not self.may_read(real):
            raise unreadable("outside", path)
        added = self._added.get(real, set())
        try:
            found = os.listdir(real)
        except OSError as error:
            if not added:
                raise _from_os(error, path) from None
            found = []
        found.extend(added.difference(found))
        found.sort(key=os.fsencode)
        return found

    def glob(self, pattern: str) -> list[str]:
        """The machine paths that match, in the order in which nginx reads them: glob(3), byte order.

        ``*``, ``?`` and ``[...]`` match within one part of the path and no leading dot. Folders that can't
        be read match nothing.
        """
        parts = [part for part in pattern.split("/") if part]
        found = ["/"] if pattern.startswith("/") else ["."]
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            if not has_magic(part):
                part = re.sub(r"\\(.)", r"\1", part)
                found = [os.path.join(folder, part) for folder in found]
                if last:
                    found = [path for path in found if self._exists(path)]
                continue
            matcher = _matcher(part)
            matched: list[str] = []
            for folder in found:
                try:
                    names = self.names(folder)
                except UnreadableError:
                    continue
                start = folder if folder.endswith("/") else f"{folder}/"
                matched.extend(start + name for name in names if matcher(name))
            found = matched if last else [path for path in matched if self.is_folder(path)]
        found.sort(key=os.fsencode)
        return found

    def _exists(self, path: str) -> bool:
        """As glob(3) sees it: a symlink counts even if it leads nowhere."""
        folder, name = os.path.split(path)
        try:
            real = os.path.join(self.resolve(folder), name)
            return real in self._overlay or os.path.lexists(real)
        except UnreadableError:
            return False


def has_magic(pattern: str) -> bool:
    """Whether nginx takes a path as a pattern: ``strpbrk(name, "*?[")`` in ngx_conf_include."""
    return any(char in pattern for char in "*?[")


def inside(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` or lies below it; both real and absolute."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


@lru_cache(maxsize=256)
def _matcher(part: str) -> Callable[[str], bool]:
    # A backslash keeps the next character literal in glob(3); fnmatch spells that [x].
    pattern = re.sub(r"\\(.)", lambda match: f"[{match[1]}]" if match[1] in "*?[" else match[1], part)
    compiled = re.compile(fnmatch.translate(pattern))
    hidden = part.startswith(".")
    return lambda name: bool(compiled.match(name)) and (hidden or not name.startswith("."))


def _from_os(error: OSError, path: str) -> UnreadableError:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return unreadable("missing", path)
        case errno.EACCES | errno.EPERM:
            return unreadable("denied", path)
        case errno.ELOOP:
            return unreadable("loop", path)
        case errno.EISDIR:
            return unreadable("folder", path)
        case errno.ENXIO:
            return unreadable("special", path)
        case _:
            return UnreadableError("failed", path, (error.strerror or "cannot be read").lower())
