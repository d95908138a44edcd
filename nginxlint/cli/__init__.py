"""The command line: one module a command, loaded when it is used."""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import NoReturn

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a write fails with where the place that output goes to is full."""


def main() -> NoReturn:
    """Run the command that the process was called with, and exit."""
    # One run builds one large tree and ends: looking for garbage in it only costs time.
    gc.disable()
    _forget_working_folder()
    _open_streams()
    from nginxlint.cli.group import nginxlint

    status: object = 0
    try:
        nginxlint.main(prog_name="nginxlint")
    except SystemExit as done:
        status = done.code
    except Exception as error:
        status = 2
        if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
            sys.stderr.write(f"nginxlint: standard output: {os.strerror(error.errno).lower()}\n")
        else:
            _confess(error)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    # Python would take a large tree apart node by node before it ends, which can take as long as the check.
    os._exit(status if isinstance(status, int) else int(status is not None))


def _confess(error: Exception) -> None:
    """Say in one line that nginxlint itself failed, and where, so that it can be reported."""
    from nginxlint.cli.errors import plain

    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}"
    what = plain(f"{type(error).__name__}: {error}")
    sys.stderr.write(f"nginxlint: a mistake in nginxlint itself ended the run ({what}, at {where})\n")


def _open_streams() -> None:
    """Give the process the standard streams that it was started without.

    What is opened first would get their numbers otherwise, and reports would go into it.
    """
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8")
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8")


def _forget_working_folder() -> None:
    """Take the working folder off the import path.

    ``python -m`` puts it first and an empty part of PYTHONPATH adds it: a linted repository could then bring
    modules or packages of rules with it. nginxlint's own folder stays, where somebody works on it.
    """
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:
        return
    own = os.path.realpath(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))
    installed = os.path.basename(here) in ("site-packages", "dist-packages")
    sys.path[:] = [
        path
        for path in sys.path
        if path not in ("", ".") and (here == own or installed or os.path.realpath(path) != here)
    ]
