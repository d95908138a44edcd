"""How nginx builds a hash table of names (ngx_hash_init in src/core/ngx_hash.c)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

CACHE_LINE = 64
"""Bytes of a processor's cache line: what nginx takes for a bucket's size if none is set."""

_POINTER = 8

MAX_TRIES = 2_000_000
"""Steps after which a table is taken to fit."""

Built = Literal["fits", "bucket too small", "not optimal"]


def align(size: int, to: int = CACHE_LINE) -> int:
    """Return ``size`` rounded up to a multiple of ``to``."""
    return -(-size // to) * to


def element_size(name: str) -> int:
    """Return the bytes that a name takes in a bucket."""
    length = len(name) if name.isascii() else len(name.encode("utf-8", "surrogateescape"))
    return _POINTER + (length + 2 + _POINTER - 1) // _POINTER * _POINTER


def bucket_for(name: str) -> int:
    """Return the smallest power of two that a bucket's size must be to hold ``name``."""
    size = CACHE_LINE
    while size < element_size(name) + _POINTER:
        size *= 2
    return size


def build(names: Sequence[str], max_size: int, bucket_size: int) -> Built:
    """Return what happens when nginx builds a table of ``names``.

    ``max_size`` and ``bucket_size`` as set in the configuration, the latter rounded up already.
    A bucket too small for one name keeps nginx from starting; if the buckets overflow in every
    size, nginx warns and makes them larger.
    """
    sizes = [element_size(name) for name in names]
    if any(size + _POINTER > bucket_size for size in sizes):
        return "bucket too small"
    room = bucket_size - _POINTER
    count = len(names)
    start = max(count // (room // (2 * _POINTER)), 1)
    if max_size > 10000 and count and max_size // count < 100:
        start = max_size - 1000
    total = sum(sizes)
    start = max(start, -(-total // room))
    if start > max_size:
        return "not optimal"
    items = [(_key(name), size) for name, size in zip(names, sizes, strict=True)]
    tries = 0
    for buckets in range(start, max_size + 1):
        used = [0] * buckets
        for key, size in items:
            tries += 1
            at = key % buckets
            used[at] += size
            if used[at] > room:
                break
        else:
            return "fits"
        if tries > MAX_TRIES:
            return "fits"
    return "not optimal"


def _key(name: str) -> int:
    """ngx_hash_key: 31 times the sum so far, plus the byte."""
    first, dot, rest = name.partition(".")
    if not rest:
        return _sum(name)
    # Many names end alike: what is behind the first dot is looked at once.
    length = len(rest) if rest.isascii() else len(rest.encode("utf-8", "surrogateescape"))
    return (_sum(first + dot) * _power(length) + _tail(rest)) & _MASK


_MASK = 0xFFFFFFFFFFFFFFFF


def _sum(text: str) -> int:
    key = 0
    for byte in text.encode("utf-8", "surrogateescape"):
        key = key * 31 + byte
    return key & _MASK


_tail = lru_cache(maxsize=4096)(_sum)


@lru_cache(maxsize=4096)
def _power(length: int) -> int:
    return pow(31, length, _MASK + 1)
