"""Writes a file that nginxlint owns, wholly or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress


def is_stream(path: str) -> bool:
    """Whether ``path`` names something to write to as it is: a terminal, a pipe, a device."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def create(path: str, data: bytes) -> None:
    """Put ``data`` at ``path``, in the place of what was there.

    A symlink at ``path`` is replaced, not followed: nobody who may write the folder can lead the write
    elsewhere. Raises ``OSError``; what was there stays then.
    """
    temporary = os.path.join(os.path.dirname(path), f".nginxlint-{secrets.token_hex(8)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise
