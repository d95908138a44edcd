"""A unified diff, as ``patch`` and ``git apply -p0`` read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONTEXT = 3
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\]|[^\x00-\x7f]')


class _Hunk(NamedTuple):
    """Lines of the old text and those of the new one that come in their place, as half-open ranges
    from 0.
    """

    old: int
    old_end: int
    new: int
    new_end: int


def unified(name: str, before: bytes, after: bytes, kept: Sequence[int]) -> bytes:
    """The diff between two texts, empty if they are the same.

    ``kept`` says of each line of ``after`` which line of ``before`` it is, counted from 0, or -1
    for a new one; lines are what line feeds separate.
    """
    old, new = _lines(before), _lines(after)
    hunks = list(_hunks(old, new, kept))
    if not hunks:
        return b""
    shown = _quoted(name)
    parts = [f"--- {shown}\n+++ {shown}\n".encode("utf-8", "surrogateescape")]
    for group in _groups(hunks):
        parts.extend(_draw(group, old, new))
    return b"".join(parts)


def _lines(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    last = lines.pop()
    lines = [line + b"\n" for line in lines]
    if last:
        lines.append(last)
    return lines


def _hunks(old: list[bytes], new: list[bytes], kept: Sequence[int]) -> Iterator[_Hunk]:
    at_old = at_new = 0
    for index, origin in enumerate([*kept[: len(new)], len(old)]):
        index = min(index, len(new))
        # A last line may have lost or got its line feed: it is another one then.
        if origin < 0 or (index < len(new) and (origin >= len(old) or old[origin] != new[index])):
            continue
        if at_old < origin or at_new < index:
            hunk = _trim(_Hunk(at_old, origin, at_new, index), old, new)
            if hunk is not None:
                yield hunk
        at_old, at_new = origin + 1, index + 1


def _trim(hunk: _Hunk, old: list[bytes], new: list[bytes]) -> _Hunk | None:
    a, b, c, d = hunk
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    return _Hunk(a, b, c, d) if a < b or c < d else None


def _groups(hunks: list[_Hunk]) -> Iterator[list[_Hunk]]:
    """Hunks whose context would touch belong together."""
    group: list[_Hunk] = []
    for hunk in hunks:
        if group and hunk.old - group[-1].old_end > 2 * _CONTEXT:
            yield group
            group = []
        group.append(hunk)
    yield group


def _draw(group: list[_Hunk], old: list[bytes], new: list[bytes]) -> Iterator[bytes]:
    first, last = group[0], group[-1]
    lead = min(_CONTEXT, first.old, first.new)
    trail = min(_CONTEXT, len(old) - last.old_end, len(new) - last.new_end)
    start_old, end_old = first.old - lead, last.old_end + trail
    start_new, end_new = first.new - lead, last.new_end + trail
    yield f"@@ -{_range(start_old, end_old)} +{_range(start_new, end_new)} @@\n".encode()
    at = start_old
    for hunk in group:
        yield from (_line(b" ", line) for line in old[at : hunk.old])
        yield from (_line(b"-", line) for line in old[hunk.old : hunk.old_end])
        yield from (_line(b"+", line) for line in new[hunk.new : hunk.new_end])
        at = hunk.old_end
    yield from (_line(b" ", line) for line in old[at:end_old])


def _range(start: int, end: int) -> str:
    """As in the POSIX description of diff -u: an empty range names the line before it."""
    match end - start:
        case 0:
            return f"{start},0"
        case 1:
            return str(start + 1)
        case size:
            return f"{start + 1},{size}"


def _line(sign: bytes, line: bytes) -> bytes:
    if line.endswith(b"\n"):
        return sign + line
    return sign + line + b"\n\\ No newline at end of file\n"


def _quoted(name: str) -> str:
    """A file name as git writes it in a diff: quoted and escaped if it holds anything unusual."""
    if not _UNSAFE.search(name):
        return f"{name}\t" if " " in name else name
    return '"' + "".join(map(_escaped, name.encode("utf-8", "surrogateescape"))) + '"'


def _escaped(byte: int) -> str:
    if byte < 32 or byte > 126:
        return f"\\{byte:03o}"
    return f"\\{chr(byte)}" if byte in b'"\\' else chr(byte)
