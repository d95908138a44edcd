"""Puts new contents in the place of a file's old ones, wholly or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress

_TEMPORARY = ".nginxlint-{}.tmp"
"""Hidden, and no ``*.conf``: no ``include`` of a running nginx picks it up."""


class WriteError(Exception):
    """A file that was not written: ``path`` as it was asked for, ``reason`` in words that go after
    "…: ".
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Replacement:
    """New contents of one file, complete on the disk beside it, waiting to be put in its place.

    ``linked`` tells that the file has further names (hard links), which keep the old contents.
    """

    def __init__(self, path: str, temporary: str, before: os.stat_result) -> None:
        self.path = path
        self.linked = before.st_nlink > 1
        self._temporary: str | None = temporary
        self._before = before

    def commit(self) -> None:
        """Put the new contents in place.

        Raises ``WriteError`` if that fails or the file has changed since ``prepare``; it is
        untouched then.
        """
        assert self._temporary is not None
        try:
            now = os.lstat(self.path)
            if not _same(now, self._before):
                raise WriteError(self.path, "was changed by somebody else meanwhile")
            os.replace(self._temporary, self.path)  # noqa: PTH105
        except OSError as error:
            self.discard()
            raise _from_os(self.path, error) from None
        except WriteError:
            self.discard()
            raise
        self._temporary = None
        _sync_folder(os.path.dirname(self.path))

    def discard(self) -> None:
        """Take the new contents away, if they are not in place."""
        if self._temporary is not None:
            _remove(self._temporary)
            self._temporary = None


def prepare(path: str, before: bytes, after: bytes) -> Replacement:
    """Write ``after`` to a temporary file beside the file at ``path``, which must hold ``before``.

    ``path`` is absolute and real: symlinks are resolved. Mode, owner, group, access control lists
    and other extended attributes go along. Raises ``WriteError``, with nothing left behind, if the
    file is not a regular one, holds something else, may not be written, or its owner could not be
    kept.
    """
    try:
        status = _check(path, before)
        temporary = os.path.join(os.path.dirname(path), _TEMPORARY.format(secrets.token_hex(8)))
        handle = os.open(
            temporary,
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | _flag("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"),
            0o600,
        )
    except OSError as error:
        raise _from_os(path, error) from None
    try:
        try:
            _write_all(handle, after)
            _keep_attributes(path, handle, status)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        _remove(temporary)
        raise _from_os(path, error) from None
    except BaseException:
        _remove(temporary)
        raise
    return Replacement(path, temporary, status)


def _check(path: str, before: bytes) -> os.stat_result:
    handle = os.open(path, os.O_RDONLY | _flag("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise WriteError(path, "is not a regular file")
        if not _holds(handle, before):
            raise WriteError(path, "was changed by somebody else meanwhile")
    finally:
        os.close(handle)
    # A folder that may be written lets read-only files in it be replaced: whoever made it so
    # meant it.
    by_effective = os.access in os.supports_effective_ids
    if not os.access(path, os.W_OK, effective_ids=by_effective):
        raise WriteError(path, "is write-protected")
    return status


def _holds(handle: int, data: bytes) -> bool:
    at = 0
    while part := os.read(handle, 1 << 20):
        if data[at : at + len(part)] != part:
            return False
        at += len(part)
    return at == len(data)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _keep_attributes(path: str, handle: int, status: os.stat_result) -> None:
    if os.name == "nt":
        return
    own = os.fstat(handle)
    if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        try:
            os.fchown(handle, status.st_uid, status.st_gid)
        except PermissionError:
            raise WriteError(
                path, "belongs to another user or group, and only root could write it and keep that"
            ) from None
    if hasattr(os, "listxattr"):
        _keep_xattrs(path, handle)
    os.fchmod(handle, stat.S_IMODE(status.st_mode))


def _keep_xattrs(path: str, handle: int) -> None:
    """Copy the extended attributes that this user and file system allow; ACLs are among them."""
    try:
        wanted = os.listxattr(path)
        inherited = set(os.listxattr(handle)).difference(wanted)
    except OSError:
        return
    for name in inherited:
        # A folder's default ACL came over the new file; the old one has none.
        with suppress(OSError):
            os.removexattr(handle, name)
    for name in wanted:
        with suppress(OSError):
            os.setxattr(handle, name, os.getxattr(path, name))


def _same(now: os.stat_result, before: os.stat_result) -> bool:
    return (now.st_ino, now.st_dev, now.st_size, now.st_mtime_ns, now.st_mode) == (
        before.st_ino,
        before.st_dev,
        before.st_size,
        before.st_mtime_ns,
        before.st_mode,
    )


def _sync_folder(folder: str) -> None:
    """Let the new name survive a crash. The file is whole either way, so a failure here is none."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY | _flag("O_DIRECTORY", "O_CLOEXEC"))
    except OSError:
        return
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)  # noqa: PTH108


def _flag(*names: str) -> int:
    """These flags of open(2), as far as the system has them."""
    value = 0
    for name in names:
        value |= getattr(os, name, 0)
    return value


def _from_os(path: str, error: OSError) -> WriteError:
    return WriteError(path, (error.strerror or "cannot be written").lower())
