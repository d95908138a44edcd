"""Who listens on this machine: ``/proc/net/tcp`` and its kin, proc(5)."""

from __future__ import annotations

import errno
import os
import socket
import struct
from typing import NamedTuple

_LISTEN = "0A"


class Listener(NamedTuple):
    """A TCP socket that listens. ``address`` is ``0.0.0.0`` or ``::`` for all; ``inode`` names the socket."""

    address: str
    port: int
    uid: int
    inode: int

    @property
    def is_ipv6(self) -> bool:
        """Whether its address is one of IPv6."""
        return ":" in self.address


def parse(text: str) -> list[Listener]:
    """The listeners of a ``/proc/net/tcp`` or ``/proc/net/tcp6``."""
    found = []
    for line in text.splitlines()[1:]:
        fields = line.split()
        if len(fields) < 10 or fields[3] != _LISTEN:
            continue
        encoded, _, port = fields[1].partition(":")
        address = _address(encoded)
        if address is not None:
            found.append(Listener(address, int(port, 16), int(fields[7]), int(fields[9])))
    return found


def _address(encoded: str) -> str | None:
    """Words of 32 bits in the byte order of the machine."""
    try:
        words = [int(encoded[at : at + 8], 16) for at in range(0, len(encoded), 8)]
        packed = struct.pack(f"={len(words)}I", *words)
        return socket.inet_ntop(socket.AF_INET if len(words) == 1 else socket.AF_INET6, packed)
    except (OSError, ValueError, struct.error):
        return None


def listeners() -> list[Listener]:
    """All that listen on TCP in this network namespace; none where the system has no ``/proc/net``."""
    found = []
    for name in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(name, encoding="ascii", errors="replace") as file:
                found.extend(parse(file.read()))
        except OSError:
            continue
    return found


def processes(inodes: set[int]) -> dict[int, str]:
    """The names of the processes that hold these sockets, as far as the user may see them."""
    wanted = {f"socket:[{inode}]": inode for inode in inodes}
    found: dict[int, str] = {}
    try:
        numbers = [name for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return found
    for number in numbers:
        try:
            handles = os.listdir(f"/proc/{number}/fd")
        except OSError:
            continue
        for handle in handles:
            try:
                inode = wanted.get(os.readlink(f"/proc/{number}/fd/{handle}"))
                if inode is not None and inode not in found:
                    with open(f"/proc/{number}/comm", encoding="utf-8", errors="replace") as file:
                        found[inode] = file.read().strip()
            except OSError:
                continue
    return found


def holder(found: list[Listener], host: str, port: int) -> str | None:
    """Which program other than nginx listens where nginx is to listen, in words.

    ``host`` is an address as in ``listen``, IPv6 in brackets. ``None`` if there is none, or it may be
    nginx itself.
    """
    wanted = host.strip("[]")
    all_addresses = wanted in ("0.0.0.0", "::")  # noqa: S104
    holders = [
        one
        for one in found
        if one.port == port
        and (":" in wanted) == one.is_ipv6
        and (all_addresses or one.address in (wanted, "0.0.0.0", "::"))  # noqa: S104
    ]
    if not holders:
        return None
    names = processes({one.inode for one in holders})
    for one in holders:
        name = names.get(one.inode)
        if name is not None:
            if not name.startswith(("nginx", "openresty", "angie", "freenginx", "tengine")):
                return f"`{name}`"
        elif one.uid:
            return f"a program of the user number {one.uid}"
    return None


def has_address(host: str) -> bool | None:
    """Whether this machine could listen on an IP address: it is bound to a free port and left at once."""
    address = host.strip("[]")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.inet_pton(family, address)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except OSError as error:
        return False if error.errno == errno.EADDRNOTAVAIL else None
    return True
