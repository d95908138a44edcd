"""What a pattern's matches and captures can hold."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.nginx.regex import charset
from nginxlint.nginx.regex.matching import LimitError, search
from nginxlint.nginx.regex.syntax import (
    Anchor,
    Back,
    Chars,
    Choice,
    Group,
    Look,
    Node,
    Regex,
    Repeat,
    Sequence,
    parse,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_SAMPLE = 4000
"""Bytes of an example text; what would be longer is not tried."""


class Witness(NamedTuple):
    """A text that a pattern matches, and what one of its captures holds then."""

    subject: str
    capture: str


def _inside(node: Node) -> tuple[Node, ...]:
    match node:
        case Sequence(items=parts) | Choice(options=parts):
            return parts
        case Repeat(item=item) | Group(item=item):
            return (item,)
    return ()


def group_of(node: Node, number: int) -> Group | None:
    """The capture with that number, ``None`` if it stands in a condition or not at all."""
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Group) and one.number == number:
            return one
        stack.extend(_inside(one))
    return None


def alphabet(node: Node) -> int:
    """The bytes that a match of ``node`` can hold (more than it can, where conditions limit it)."""
    mask = 0
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Chars):
            mask |= one.mask
        elif isinstance(one, Back):
            return charset.ALL
        elif not isinstance(one, Repeat) or one.high != 0:
            stack.extend(_inside(one))
    return mask


def capture_alphabet(pattern: str, caseless: bool, group: int | str) -> int | None:
    """The bytes that a capture (0: the whole match) can hold, ``None`` if nobody can say."""
    regex = parse(pattern, caseless)
    if regex is None:
        return None
    number = regex.names.get(group) if isinstance(group, str) else group
    if number is None:
        return None
    if number == 0:
        return alphabet(regex.tree)
    found = group_of(regex.tree, number)
    return None if found is None else alphabet(found.item)


def shortest(node: Node) -> str:
    """A short text that ``node`` matches, as far as conditions allow."""
    return _some(node, 0)


def typical(node: Node) -> str:
    """A text that ``node`` matches, with one of what may be there any number of times."""
    return _some(node, 1)


def _some(node: Node, least: int) -> str:
    match node:
        case Chars(mask=mask):
            return charset.pick(mask)
        case Sequence(items=items):
            return "".join(_some(item, least) for item in items)
        case Choice(options=options):
            return _some(options[0], least)
        case Group(item=item):
            return _some(item, least)
        case Repeat(item=item, low=low, high=high):
            times = max(low, least) if high is None else low
            once = _some(item, least) if times else ""
            return once * min(times, MAX_SAMPLE // max(1, len(once)))
    return ""


def _with(node: Node, number: int, inner: Callable[[Node], str | None]) -> str | None:
    """A text that ``node`` matches in which the capture is ``inner`` of what stands in it."""
    match node:
        case Group(item=item, number=own):
            return inner(item) if own == number else _with(item, number, inner)
        case Sequence(items=items):
            for at, item in enumerate(items):
                found = _with(item, number, inner)
                if found is not None:
                    return (
                        "".join(map(shortest, items[:at])) + found + "".join(map(shortest, items[at + 1 :]))
                    )
        case Choice(options=options):
            for option in options:
                found = _with(option, number, inner)
                if found is not None:
                    return found
        case Repeat(item=item, low=low, high=high) if high != 0 and low < MAX_SAMPLE:
            found = _with(item, number, inner)
            if found is not None:
                return shortest(item) * (low - 1) + found
    return None


def _holding(node: Node, mask: int) -> str | None:
    """A text that ``node`` matches and that holds a byte of ``mask``."""
    match node:
        case Chars(mask=own):
            return charset.pick(own & mask) or None
        case Sequence(items=items):
            for at, item in enumerate(items):
                found = _holding(item, mask)
                if found is not None:
                    return (
                        "".join(map(shortest, items[:at])) + found + "".join(map(shortest, items[at + 1 :]))
                    )
        case Choice(options=options):
            for option in options:
                found = _holding(option, mask)
                if found is not None:
                    return found
        case Group(item=item):
            return _holding(item, mask)
        case Repeat(item=item, low=low, high=high) if high != 0 and low < MAX_SAMPLE:
            found = _holding(item, mask)
            if found is not None:
                more = high is None or high > max(low, 1)
                return found + shortest(item) * (max(low - 1, 0) + more)
    return None


def _subjects(regex: Regex, number: int, inner: Callable[[Node], str | None]) -> list[str]:
    made = inner(regex.tree) if number == 0 else _with(regex.tree, number, inner)
    if made is None or len(made) > MAX_SAMPLE:
        return []
    return [made, "/" + made] if not made.startswith("/") else [made]


@lru_cache(maxsize=4096)
def holding(pattern: str, caseless: bool, group: int | str, mask: int, *, path: bool) -> Witness | None:
    """A text that ``pattern`` really matches, the capture holding a byte of ``mask``.

    ``None`` if none is found.

    ``path``: the text must be a path, beginning with a slash.
    """
    regex = parse(pattern, caseless)
    if regex is None:
        return None
    number = regex.names.get(group, -1) if isinstance(group, str) else group
    return _proven(
        regex,
        number,
        _subjects(regex, number, lambda node: _holding(node, mask)),
        lambda capture: any(mask >> ord(one) & 1 for one in capture),
        path=path,
    )


@lru_cache(maxsize=4096)
def filled(pattern: str, caseless: bool, group: int | str, content: str, *, path: bool) -> Witness | None:
    """A text that ``pattern`` really matches, the capture beginning with ``content``.

    ``None`` if none is found.
    """
    regex = parse(pattern, caseless)
    if regex is None:
        return None
    number = regex.names.get(group, -1) if isinstance(group, str) else group
    return _proven(
        regex,
        number,
        _subjects(regex, number, lambda _: content),
        lambda capture: capture.startswith(content),
        path=path,
    )


def _proven(
    regex: Regex, number: int, subjects: list[str], fits: Callable[[str], bool], *, path: bool
) -> Witness | None:
    for subject in subjects:
        if path and not subject.startswith("/"):
            continue
        try:
            found = search(regex.pattern, regex.caseless, subject)
        except LimitError:
            continue
        if found is None or not 0 <= number < len(found.groups):
            continue
        capture = found.groups[number]
        if capture is not None and fits(capture):
            return Witness(subject, capture)
    return None


def starts_anchored(pattern: str, caseless: bool = False) -> bool:
    """Whether each match begins at the text's first character; no, if nobody can say."""
    regex = parse(pattern, caseless)
    return regex is not None and _edge(regex.tree, 0, ("A", "G"))


def ends_anchored(pattern: str, caseless: bool = False) -> bool:
    """Whether each match ends where the text does (or before its last line feed); no, if nobody can say."""
    regex = parse(pattern, caseless)
    return regex is not None and _edge(regex.tree, -1, ("Z", "z"))


def _edge(node: Node, at: int, kinds: tuple[str, ...]) -> bool:
    match node:
        case Anchor(kind=kind):
            return kind in kinds
        case Sequence(items=items):
            return bool(items) and _edge(items[at], at, kinds)
        case Choice(options=options):
            return all(_edge(option, at, kinds) for option in options)
        case Group(item=item):
            return _edge(item, at, kinds)
    return False


def words(node: Node, limit: int) -> tuple[str, ...] | None:
    """All texts that ``node`` matches, cases aside; ``None`` if they are more than ``limit``."""
    match node:
        case Chars(mask=mask):
            if mask.bit_count() > 3:
                return None
            found = dict.fromkeys(chr(at) for at in range(256) if mask >> at & 1)
            return tuple(one for one in found if not (one.isupper() and one.lower() in found))
        case Sequence(items=items):
            whole: tuple[str, ...] = ("",)
            for item in items:
                more = words(item, limit)
                if more is None or len(whole) * len(more) > limit:
                    return None
                whole = tuple(left + right for left in whole for right in more)
            return whole
        case Choice(options=options):
            together: list[str] = []
            for option in options:
                more = words(option, limit)
                if more is None or len(together) + len(more) > limit:
                    return None
                together.extend(more)
            return tuple(together)
        case Group(item=item):
            return words(item, limit)
        case Repeat(item=item, low=0, high=1):
            more = words(item, limit - 1)
            return None if more is None else (*more, "")
        case Anchor():
            return ("",)
    return None


class Literal(NamedTuple):
    """A pattern that is one text at the begin of what it is matched against.

    ``whole``: and nothing follows.
    """

    text: str
    whole: bool


@lru_cache(maxsize=2048)
def literal(pattern: str, caseless: bool = False) -> Literal | None:
    """The text that a pattern without any choice stands for (``^/health$``, ``^/static/``, ``^/img/.*``)."""
    regex = parse(pattern, caseless)
    if regex is None or regex.groups or not isinstance(regex.tree, Sequence) or not regex.tree.items:
        return None
    first, *items = regex.tree.items
    if not isinstance(first, Anchor) or first.kind not in "AG^":
        return None
    whole = bool(items) and isinstance(items[-1], Anchor) and items[-1].kind in "Zz$"
    if whole:
        items.pop()
    if items and items[-1] == Repeat(Chars(charset.DOT), 0, None, False):
        items.pop()
        whole = False
    text = bytearray()
    for item in items:
        if not isinstance(item, Chars) or item.mask.bit_count() != 1:
            return None
        text.append(item.mask.bit_length() - 1)
    return Literal(text.decode("utf-8", "replace"), whole) if text else None


@lru_cache(maxsize=2048)
def is_loose(pattern: str, caseless: bool = False) -> bool:
    """Whether a pattern can match in the middle of a text, pinned neither at its begin nor at its end.

    No, if nobody can say. ``(/|$)`` counts as an end.
    """
    regex = parse(pattern, caseless)
    return regex is not None and frozenset[str]() in _pins(regex.tree)


def _pins(node: Node) -> frozenset[frozenset[str]]:
    """For each way to match: where it is pinned."""
    free = frozenset((frozenset[str](),))
    match node:
        case Anchor(kind=kind) if kind in "AG^Zz$":
            return frozenset((frozenset(("begin" if kind in "AG^" else "end",)),))
        case Choice(options=options):
            if any(isinstance(option, Anchor) and option.kind in "Zz$" for option in options):
                return frozenset((frozenset(("end",)),))
            return frozenset().union(*map(_pins, options))
        case Sequence(items=items):
            ways = free
            for item in items:
                ways = frozenset(one | other for one in ways for other in _pins(item))
            return ways
        case Group(item=item):
            return _pins(item)
        case Repeat(item=item, low=low) if low:
            return _pins(item)
        case Look(item=item, ahead=True, negative=False):
            return frozenset(one & {"begin"} for one in _pins(item))
    return free
