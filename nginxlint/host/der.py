"""The little of DER (X.690) that is read without a library."""

from __future__ import annotations

SEQUENCE, INTEGER, OBJECT_IDENTIFIER = 0x30, 0x02, 0x06


def algorithm(public_key: bytes) -> bytes:
    """The identifier of a SubjectPublicKeyInfo's algorithm (RFC 5280, section 4.1.2.7), or nothing."""
    outer = element(public_key, SEQUENCE)
    inner = None if outer is None else element(outer, SEQUENCE)
    return (None if inner is None else element(inner, OBJECT_IDENTIFIER)) or b""


def element(data: bytes, tag: int) -> bytes | None:
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
