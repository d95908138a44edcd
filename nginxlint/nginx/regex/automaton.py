"""What patterns find in all texts at once, decided byte by byte.

Line feeds and the byte 0 are left out: no path that is meant holds them, and without them ``.`` is any byte
and ``$`` the end.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from nginxlint.nginx.regex import charset
from nginxlint.nginx.regex.syntax import (
    Anchor,
    Back,
    Chars,
    Choice,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    parse,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

BYTES = charset.ALL & ~charset.of("\0\n")
FOUND = -1
"""The state in which the pattern was found, whatever follows."""

MAX_NODES = 1000
MAX_WORK = 60_000
"""Steps of one search, some hundredths of a second; what needs more is not decided."""

_END = object()
_BEGIN = object()


class _UndecidedError(Exception):
    pass


class Automaton:
    """States of looking for one pattern in a text that is read byte by byte.

    With ``wide`` it finds all that the pattern finds, and maybe more: conditions are taken as met. Otherwise
    there is none for patterns that have conditions on their surroundings. ``work`` counts what was tried.
    """

    def __init__(self, tree: Node, *, wide: bool) -> None:
        self._wide = wide
        self._labels: list[int | object | None] = []
        self._next: list[list[int]] = []
        self._match = self._node(None)
        begin = self._build(tree, self._match)
        self._again = self._closure([begin], at_begin=False)
        self._steps: dict[tuple[int, int], int] = {}
        self._after: dict[int, int] = {}
        self.work = 0
        self.start = self._state(self._closure([begin], at_begin=True))

    @property
    def masks(self) -> set[int]:
        """The sets of bytes that it tells apart."""
        return {label for label in self._labels if isinstance(label, int)}

    def step(self, state: int, byte: int) -> int:
        """The state after one more byte; 0 if nothing can be found any more."""
        if state == FOUND:
            return FOUND
        key = (state, byte)
        known = self._steps.get(key)
        if known is None:
            after = self._again
            rest = state
            while rest:
                low = rest & -rest
                rest ^= low
                at = low.bit_length() - 1
                label = self._labels[at]
                self.work += 1
                if isinstance(label, int) and label >> byte & 1:
                    if at not in self._after:
                        self._after[at] = self._closure(self._next[at], at_begin=False)
                    after |= self._after[at]
            known = self._steps[key] = self._state(after)
        return known

    def accepts(self, state: int) -> bool:
        """Whether the pattern is found if the text ends here."""
        if state == FOUND:
            return True
        ends = [
            follower
            for at, label in enumerate(self._labels)
            if label is _END and state >> at & 1
            for follower in self._next[at]
        ]
        return bool(self._closure(ends, at_begin=False, at_end=True) >> self._match & 1)

    def _state(self, nodes: int) -> int:
        return FOUND if nodes >> self._match & 1 else nodes

    def _node(self, label: int | object | None, *following: int) -> int:
        if len(self._labels) >= MAX_NODES:
            raise _UndecidedError
        self._labels.append(label)
        self._next.append(list(following))
        return len(self._labels) - 1

    def _closure(self, nodes: Iterable[int], *, at_begin: bool, at_end: bool = False) -> int:
        found = 0
        stack = list(nodes)
        while stack:
            at = stack.pop()
            if found >> at & 1:
                continue
            found |= 1 << at
            label = self._labels[at]
            if label is None or (label is _BEGIN and at_begin) or (label is _END and at_end):
                stack.extend(self._next[at])
        return found

    def _build(self, node: Node, after: int) -> int:
        """The node where ``node`` begins if ``after`` is where it ends."""
        match node:
            case Chars(mask=mask):
                return self._node(mask & BYTES, after)
            case Sequence(items=items):
                for item in reversed(items):
                    after = self._build(item, after)
                return after
            case Choice(options=options):
                return self._node(None, *(self._build(option, after) for option in options))
            case Group(item=item, atomic=atomic):
                return self._build(item, after) if not atomic else self._guess(item, after)
            case Repeat(item=item, possessive=possessive):
                return self._repeat(node, after) if not possessive else self._guess(node, after)
            case Anchor(kind=kind) if kind in "AG^":
                return self._node(_BEGIN, after)
            case Anchor(kind=kind) if kind in "Zz$":
                return self._node(_END, after)
            case Anchor(kind="K"):
                return after
            case Back():
                return self._guess(Repeat(Chars(charset.ALL), 0, None, False), after)
            case Look() | Anchor():
                return self._guess(Sequence(()), after)
        raise _UndecidedError

    def _guess(self, node: Node, after: int) -> int:
        """Something that matches at least as much as the pattern does."""
        if not self._wide:
            raise _UndecidedError
        if isinstance(node, Repeat):
            return self._repeat(node, after)
        return self._build(node, after)

    def _repeat(self, node: Repeat, after: int) -> int:
        if node.high is None:
            loop = self._node(None, after)
            self._next[loop].append(self._build(node.item, loop))
            after = loop
        else:
            end = after
            for _ in range(node.high - node.low):
                after = self._node(None, end, self._build(node.item, after))
        for _ in range(node.low):
            after = self._build(node.item, after)
        return after


@lru_cache(maxsize=2048)
def automaton(pattern: str, caseless: bool, *, wide: bool) -> Automaton | None:
    """The automaton of a pattern, ``None`` if there is none."""
    regex = parse(pattern, caseless)
    if regex is None:
        return None
    try:
        return Automaton(regex.tree, wide=wide)
    except (_UndecidedError, RecursionError):
        return None


def classes(masks: Iterable[int], letters: int = BYTES) -> list[int]:
    """The finest sets into which ``masks`` part ``letters``: bytes of one set are the same to all of them."""
    parts = [letters]
    for mask in set(masks):
        parts = [piece for part in parts for piece in (part & mask, part & ~mask) if piece]
    return parts


class Paths:
    """States of reading a path as nginx leaves it: with a slash first, without ``//`` and dot segments.

    ``//`` may be there with ``merge_slashes off``.
    """

    FIRST, SLASH, DOT, DOTS, OTHER = range(5)
    masks = (charset.of("/"), charset.of("."))

    def __init__(self, *, merged: bool = True) -> None:
        self._merged = merged

    def step(self, state: int, byte: int) -> int | None:
        """The state after one more byte, ``None`` if no path has it there."""
        if state == self.FIRST:
            return self.SLASH if byte == 47 else None
        if byte == 47:
            if state in (self.DOT, self.DOTS) or (state == self.SLASH and self._merged):
                return None
            return self.SLASH
        if byte == 46 and state in (self.SLASH, self.DOT):
            return state + 1
        return self.OTHER

    def accepts(self, state: int) -> bool:
        """Whether a path may end here."""
        return state in (self.SLASH, self.OTHER)


@lru_cache(maxsize=2048)
def path_found(
    pattern: str, caseless: bool, *, begin: str = "", without: str = "", merged: bool = True
) -> str | Literal[False] | None:
    """A path (Latin-1) in which the pattern may be found.

    It begins with ``begin`` and holds none of the characters ``without``. ``False`` if the pattern is found
    in none, ``None`` if nobody can say.
    """
    machine = automaton(pattern, caseless, wide=True)
    if machine is None:
        return None
    paths = Paths(merged=merged)
    letters = [
        ord(charset.pick(part))
        for part in classes((*machine.masks, *paths.masks), BYTES & ~charset.of(without))
    ]
    place, found = paths.FIRST, machine.start
    for character in begin:
        to = paths.step(place, ord(character))
        if to is None:
            return False
        place, found = to, machine.step(found, ord(character))
    known = {(place, found): begin}
    queue = list(known)
    limit = machine.work + MAX_WORK
    for place, found in queue:
        text = known[place, found]
        machine.work += len(letters)
        if machine.work > limit:
            return None
        if paths.accepts(place) and machine.accepts(found):
            return text
        for byte in letters:
            to = paths.step(place, byte)
            if to is None:
                continue
            after = (to, machine.step(found, byte))
            if after[1] and after not in known:
                known[after] = text + chr(byte)
                queue.append(after)
    return False
