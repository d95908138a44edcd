"""Near names, for "did you mean"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def distance(a: str, b: str, limit: int) -> int:
    """Return how many letters to insert, drop, change or swap (neighbours) turn ``a`` into
    ``b``; any number above ``limit`` if they are further apart than that."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def tolerance(name: str) -> int:
    """Return how many letters a name of this length may be off and still be recognised."""
    length = len(name)
    if length < 3:
        return 0
    return 1 if length < 6 else 2 if length < 13 else 3


def nearest(name: str, names: Collection[str], limit: int | None = None) -> str | None:
    """Return the one of ``names`` that ``name`` is most likely a slip of, None if none is near.

    Case, dashes for underscores, and missing underscores don't count. An unfinished name
    (``ssl_cert``) is taken for the shortest that goes on from it.
    """
    if len(name) > 64:
        return None
    plain = name.lower().replace("-", "_")
    if plain in names:
        return plain
    allowed = tolerance(plain) if limit is None else min(limit, tolerance(plain))
    bare = plain.replace("_", "")
    best: tuple[int, bool, int, str] | None = None
    for candidate in names:
        if abs(len(candidate) - len(plain)) > allowed + 2:
            continue
        if candidate.replace("_", "") == bare:
            apart = 0
        else:
            apart = distance(plain, candidate.lower(), allowed)
            if apart > allowed or apart >= len(candidate) - 1:
                continue
        rank = (apart, candidate[0] != plain[0], abs(len(candidate) - len(plain)), candidate)
        if best is None or rank < best:
            best = rank
    if best is not None and best[0] < 2:
        return best[3]
    if limit is None and len(plain) >= 6 and "_" in plain:
        longer = [candidate for candidate in names if candidate.startswith(plain)]
        if longer:
            return min(longer, key=lambda candidate: (len(candidate), candidate))
    return None if best is None else best[3]
