"""Diffie-Hellman parameters: PKCS #3 and X9.42, DER inside PEM."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nginxlint.host.pem import Block

LABELS = frozenset({"DH PARAMETERS", "X9.42 DH PARAMETERS"})


def prime_bits(block: Block) -> int | None:
    """The size of the prime in bits, ``None`` if the block can't be read: SEQUENCE { prime INTEGER, ... }."""
    lines = block.text.splitlines()[1:-1]
    try:
        data = base64.b64decode(b"".join(line.strip() for line in lines), validate=True)
    except binascii.Error:
        return None
    sequence = _element(data, 0x30)
    prime = None if sequence is None else _element(sequence, 0x02)
    return None if not prime else int.from_bytes(prime, "big").bit_length()


def _element(data: bytes, tag: int) -> bytes | None:
    """What the first element holds, ``None`` if it has another tag or is cut off (X.690, section 8.1)."""
    if len(data) < 2 or data[0] != tag:
        return None
    length, start = data[1], 2
    if length & 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4:
            return None
        start += size
        length = int.from_bytes(data[2:start], "big")
    body = data[start : start + length]
    return body if len(body) == length else None
