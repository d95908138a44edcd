"""Calls that may never return, such as looking at a file on a server that went away."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

#: file systems that wait for somebody else: another machine or a program
_REMOTE = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ceph",
        "glusterfs",
        "lustre",
        "9p",
        "afs",
        "ncpfs",
        "fuse.sshfs",
        "fuse.s3fs",
        "fuse.rclone",
        "fuse.glusterfs",
        "fuse.gcsfuse",
        "fuse.davfs",
        "autofs",
    ]
)


class TooLongError(Exception):
    """A call that did not return in time."""


class Patience:
    """Makes calls and waits for each no longer than ``seconds``.

    A call that does not return keeps its thread; the next one gets a new thread. Threads are daemons, so
    that the process can end.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._calls: queue.SimpleQueue[Any] | None = None

    def __call__(self, function: Callable[..., T], *args: object) -> T:
        """The function's result. Raises ``TooLongError``, or what the function raises."""
        if self._calls is None:
            self._calls = queue.SimpleQueue()
            threading.Thread(target=_serve, args=(self._calls,), daemon=True).start()
        answers: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()
        self._calls.put((function, args, answers))
        try:
            good, value = answers.get(timeout=self.seconds)
        except queue.Empty:
            self._calls = None
            raise TooLongError from None
        if not good:
            raise value
        return value  # type: ignore[no-any-return]


def _serve(calls: queue.SimpleQueue[Any]) -> None:
    while True:
        function, args, answers = calls.get()
        try:
            answers.put((True, function(*args)))
        except BaseException as error:
            answers.put((False, error))


def remote_mounts(mountinfo: str) -> list[str]:
    """The mount points of a ``/proc/self/mountinfo`` whose file system may keep one waiting: proc(5)."""
    found = []
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        fields, kinds = left.split(" "), right.split(" ")
        if len(fields) > 4 and kinds[0] in _REMOTE:
            found.append(fields[4].replace("\\040", " ").replace("\\134", "\\"))
    return found
