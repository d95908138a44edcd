"""Diffie-Hellman parameters: PKCS #3 and X9.42, DER inside PEM."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from nginxlint.host.der import INTEGER, SEQUENCE, element

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
    sequence = element(data, SEQUENCE)
    prime = None if sequence is None else element(sequence, INTEGER)
    return None if not prime else int.from_bytes(prime, "big").bit_length()
