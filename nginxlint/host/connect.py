"""Whether somebody listens on a socket or port: a connection is made and closed at once, nothing is sent."""

from __future__ import annotations

import errno
import os
import socket
from typing import Literal

Answer = Literal["open", "refused", "datagram", "unknown"]
"""``open``: somebody listens. ``refused``: nobody does. ``datagram``: it is a socket of another kind."""

SECONDS = 0.5


def unix(real: str) -> Answer:
    """Connect to the unix socket at a real path, however long the path is."""
    folder, name = os.path.split(real)
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | getattr(os, "O_PATH", 0))
    except OSError:
        return "unknown"
    try:
        short = f"/proc/self/fd/{handle}/{name}"
        path = real if len(os.fsencode(real)) < 104 or not os.path.exists(short) else short
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            return _connect(client, path)
    except OSError:
        return "unknown"
    finally:
        os.close(handle)


def tcp(address: str, port: int, seconds: float = SECONDS) -> Answer:
    """Connect to an IP address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(seconds)
            return _connect(client, (address, port), blocking=True)
    except OSError:
        return "unknown"


def _connect(client: socket.socket, where: object, blocking: bool = False) -> Answer:
    if not blocking:
        client.setblocking(False)
    code = client.connect_ex(where)  # type: ignore[arg-type]
    match code:
        # A unix socket whose queue is full answers "again": somebody listens there.
        case 0 | errno.EISCONN | errno.EAGAIN | errno.EINPROGRESS:
            return "unknown" if blocking and code else "open"
        case errno.ECONNREFUSED:
            return "refused"
        case errno.EPROTOTYPE:
            return "datagram"
        case _:
            return "unknown"
