"""PEM files of the machine: what is in them, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from nginxlint.files.system import UnreadableError
from nginxlint.host.pem import Block, blocks

if TYPE_CHECKING:
    import os

    from nginxlint.host.certificates import Certificate
    from nginxlint.host.disk import Disk


@dataclass(frozen=True)
class PemFile:
    """A file that should hold certificates or a key.

    ``problem`` is ``None`` if it could be read, ``missing``, ``folder``, ``special`` (a socket, FIFO or
    device), or ``unknown``: it could not be seen, for the reason in ``reason``. ``missing`` is then the
    first part of the path that isn't there. ``known`` are the machine's certificates that were read so far.
    """

    path: str
    blocks: tuple[Block, ...] = ()
    problem: str | None = None
    reason: str = ""
    missing: str = ""
    status: os.stat_result | None = None
    text: bytes = b""
    known: dict[bytes, Certificate] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def certificates(self) -> list[Certificate]:
        """Its certificates in their order, as many as can be read."""
        return self._read or []

    @cached_property
    def is_broken(self) -> bool:
        """Whether one of its certificates can't be read."""
        return self._read is None

    @cached_property
    def _read(self) -> list[Certificate] | None:
        if not any(block.is_certificate for block in self.blocks):
            return []
        from nginxlint.host.certificates import read_certificates

        return read_certificates(self.blocks, self.known)

    @cached_property
    def leaf(self) -> Certificate | None:
        """Its first certificate, which nginx takes for the server's own."""
        return self.certificates[0] if self.certificates else None

    @cached_property
    def key(self) -> Block | None:
        """The private key that nginx would take: the first."""
        return next((block for block in self.blocks if block.is_key), None)

    @cached_property
    def public_key(self) -> bytes | None:
        """The public part of its key, DER; ``None`` if it has none that can be read without a password."""
        if self.key is None or self.key.is_encrypted:
            return None
        from nginxlint.host.certificates import public_key_of

        return public_key_of(self.key)

    @cached_property
    def prime_bits(self) -> int | None:
        """The size of the prime of its Diffie-Hellman parameters, ``None`` if it holds none."""
        from nginxlint.host.dhparam import LABELS, prime_bits

        found = next((block for block in self.blocks if block.label in LABELS), None)
        return None if found is None else prime_bits(found)

    def opens_with(self, passwords: list[bytes]) -> bool:
        """Whether one of the passwords opens its key."""
        if self.key is None:
            return False
        from nginxlint.host.certificates import unlocks

        return any(unlocks(self.key, password) is not None for password in passwords if password)


def read_pem(disk: Disk, path: str) -> PemFile:
    """Read a file as PEM."""
    look = disk.look(path)
    match look.kind:
        case "missing":
            return PemFile(path, problem="missing", missing=look.missing or path)
        case "folder":
            return PemFile(path, problem="folder")
        case "socket" | "fifo" | "device":
            return PemFile(path, problem="special")
        case "unknown":
            return PemFile(path, problem="unknown", reason=look.reason or "")
    try:
        data = disk.read(path)
    except UnreadableError as error:
        return PemFile(path, problem="unknown", reason=error.reason, status=look.status)
    return PemFile(path, tuple(blocks(data)), status=look.status, text=data, known=disk.known)
