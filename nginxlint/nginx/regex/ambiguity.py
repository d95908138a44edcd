"""Patterns that can be matched in so many ways that a text which doesn't fit costs far too many steps.

An automaton of the pattern's bytes is searched for a loop that one word can take in two ways (exponential),
or for two loops in a row that take the same word (polynomial); see Weideman et al., "Analyzing Matching Time
Behavior of Backtracking Regular Expression Matchers by Using Ambiguity of NFA" (2016). What is found is a
guess, since PCRE2 optimises much away: it counts only if PCRE2 really gives up on the text made from it.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Literal, NamedTuple

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
    from collections.abc import Iterator

BUDGET = 4_000_000
"""Steps that all patterns of a configuration may take together, some seconds at the worst."""

MAX_GUESSES = 6
MAX_POSITIONS = 160
MAX_WORK = 60_000
EXPONENTIAL_LENGTH = 250
EXPONENTIAL_STEPS = 400_000
POLYNOMIAL_LENGTH = 2000
POLYNOMIAL_STEPS = 600_000
"""A request line may hold four times this length, and costs at least 16 times these steps then."""

_COPIES = 3
"""Copies of an item that stand for a counted repetition; the proof shows whether it is enough."""


class Attack(NamedTuple):
    """A text on which PCRE2 needs more than ``steps`` steps.

    ``prefix``, ``times`` times ``pump``, ``suffix``.
    """

    kind: Literal["exponential", "polynomial"]
    prefix: str
    pump: str
    times: int
    suffix: str
    steps: int

    @property
    def subject(self) -> str:
        """The whole text (Latin-1)."""
        return self.prefix + self.pump * self.times + self.suffix


class _Automaton:
    """Positions of bytes with the positions that may follow, and in how many ways (2 stands for many)."""

    def __init__(self) -> None:
        self.masks: list[int] = []
        self.follow: list[dict[int, int]] = []
        self.first: dict[int, int] = {}
        self.loops = False

    def add(self, mask: int) -> int:
        if len(self.masks) >= MAX_POSITIONS:
            raise _TooLargeError
        self.masks.append(mask)
        self.follow.append({})
        return len(self.masks) - 1

    def link(self, ends: dict[int, int], starts: dict[int, int]) -> None:
        for end in ends:
            follow = self.follow[end]
            for start in starts:
                follow[start] = min(2, follow.get(start, 0) + 1)


class _TooLargeError(Exception):
    pass


class _Part(NamedTuple):
    """How a piece of the pattern begins and ends: positions, and whether it can be empty."""

    first: dict[int, int]
    last: dict[int, int]
    empty: bool


_NOTHING = _Part({}, {}, True)


def _build(node: Node, automaton: _Automaton) -> _Part:
    match node:
        case Chars(mask=mask):
            at = automaton.add(mask)
            return _Part({at: 1}, {at: 1}, False)
        case Sequence(items=items):
            part = _NOTHING
            for item in items:
                part = _joined(part, _build(item, automaton), automaton)
            return part
        case Choice(options=options):
            parts = [_build(option, automaton) for option in options]
            first: dict[int, int] = {}
            last: dict[int, int] = {}
            for part in parts:
                first |= part.first
                last |= part.last
            return _Part(first, last, any(part.empty for part in parts))
        case Group(item=item, atomic=False):
            return _build(item, automaton)
        case Group(item=item):
            return _once(item, automaton)
        case Repeat(item=item, low=low, high=high, possessive=possessive):
            if possessive:
                return _once(item, automaton)
            return _repeated(item, low, high, automaton)
        case Look() | Anchor():
            return _NOTHING
        case Back():
            at = automaton.add(charset.ALL)
            return _Part({at: 1}, {at: 1}, True)


def _once(item: Node, automaton: _Automaton) -> _Part:
    """An item that is never matched in a second way: it stands as one step."""
    from nginxlint.nginx.regex.meaning import alphabet

    at = automaton.add(alphabet(item))
    return _Part({at: 1}, {at: 1}, True)


def _joined(left: _Part, right: _Part, automaton: _Automaton) -> _Part:
    automaton.link(left.last, right.first)
    first = {**left.first, **right.first} if left.empty else left.first
    last = {**right.last, **left.last} if right.empty else right.last
    return _Part(first, last, left.empty and right.empty)


def _repeated(item: Node, low: int, high: int | None, automaton: _Automaton) -> _Part:
    if high is not None and high <= 1:
        part = _build(item, automaton) if high else _NOTHING
        return _Part(part.first, part.last, part.empty or low == 0)
    if high is not None and high <= _COPIES:
        whole = _NOTHING
        for number in range(high):
            part = _build(item, automaton)
            whole = _joined(whole, _Part(part.first, part.last, part.empty or number >= low), automaton)
        return whole
    automaton.loops = True
    part = _build(item, automaton)
    automaton.link(part.last, part.first)
    return _Part(part.first, part.last, part.empty or low == 0)


class Attacks:
    """Looks for attacks on patterns, each once, and gives up quietly when all of them took too much work."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._left = budget
        self._known: dict[tuple[str, bool, int, bool], Attack | None] = {}

    def find(self, pattern: str, caseless: bool, letters: int, *, path: bool) -> Attack | None:
        """A text on which PCRE2 gives up for ``pattern``, ``None`` if none is found.

        ``letters`` is the set of bytes that the text may hold; with ``path`` it must be one that nginx leaves
        as it is.
        """
        key = (pattern, caseless, letters, path)
        if key not in self._known:
            self._known[key] = self._find(pattern, caseless, letters, path=path)
        return self._known[key]

    def _find(self, pattern: str, caseless: bool, letters: int, *, path: bool) -> Attack | None:
        regex = None if self._left <= 0 else parse(pattern, caseless)
        if regex is None:
            return None
        automaton = _Automaton()
        try:
            part = _build(regex.tree, automaton)
        except (_TooLargeError, RecursionError):
            return None
        if not automaton.loops:
            return None
        automaton.first = part.first
        search_for = _Search(automaton)
        guesses = search_for.candidates()
        self._left -= search_for.work
        for kind, position, word in guesses[:MAX_GUESSES]:
            prefix = search_for.way_to(position)
            for tried in [] if prefix is None else _tries(regex, kind, prefix, word, letters, path=path):
                if self._left <= 0:
                    return None
                if self._is_too_much(regex, tried):
                    return tried
        return None

    def _is_too_much(self, regex: Regex, tried: Attack) -> bool:
        for steps in (tried.steps // 20, tried.steps):
            self._left -= steps // 80  # PCRE2 takes about 80 steps in the time of one of ours
            try:
                search(regex.pattern, regex.caseless, tried.subject, steps)
            except LimitError:
                continue
            return False
        return True


class _Search:
    """Looks for ambiguous loops; gives up quietly after ``MAX_WORK`` steps."""

    def __init__(self, automaton: _Automaton) -> None:
        self.automaton = automaton
        self.work = 0
        self.component = self._components()

    def _components(self) -> dict[int, int]:
        """The loop that each position belongs to, if it is in one (strongly connected components, Tarjan)."""
        follow = self.automaton.follow
        index: dict[int, int] = {}
        low: dict[int, int] = {}
        stack: list[int] = []
        on_stack: set[int] = set()
        found: dict[int, int] = {}
        for root in range(len(follow)):
            if root in index:
                continue
            work: list[tuple[int, list[int]]] = [(root, list(follow[root]))]
            index[root] = low[root] = len(index)
            stack.append(root)
            on_stack.add(root)
            while work:
                node, rest = work[-1]
                if rest:
                    after = rest.pop()
                    if after not in index:
                        index[after] = low[after] = len(index)
                        stack.append(after)
                        on_stack.add(after)
                        work.append((after, list(follow[after])))
                    elif after in on_stack:
                        low[node] = min(low[node], index[after])
                    continue
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    members = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        members.append(member)
                        if member == node:
                            break
                    if len(members) > 1 or node in follow[node]:
                        for member in members:
                            found[member] = node
        return found

    def candidates(self) -> list[tuple[Literal["exponential", "polynomial"], int, str]]:
        """Guesses: the kind, where the loop is entered, and the word that it takes in several ways."""
        found: list[tuple[Literal["exponential", "polynomial"], int, str]] = []
        for position in self.component:
            word = self._two_ways(position)
            if word is not None:
                found.append(("exponential", position, word))
                break
        for position in self.component:
            for other in self.component:
                if other != position and self.component[other] != self.component[position]:
                    word = self._two_loops(position, other)
                    if word is not None:
                        found.append(("polynomial", position, word))
                        if len(found) > 4:
                            return found
        return found

    def _two_ways(self, start: int) -> str | None:
        """A word that leads from ``start`` back to it in two ways."""
        automaton = self.automaton
        loop = self.component[start]
        queue = deque([(start, start, False, "")])
        seen = {(start, start, False)}
        while queue:
            left, right, parted, word = queue.popleft()
            for left_next, ways in automaton.follow[left].items():
                if self.component.get(left_next) != loop:
                    continue
                for right_next in automaton.follow[right]:
                    self.work += 1
                    if self.work > MAX_WORK:
                        return None
                    both = automaton.masks[left_next] & automaton.masks[right_next]
                    if not both or self.component.get(right_next) != loop:
                        continue
                    now = parted or left_next != right_next or (left == right and ways > 1)
                    longer = word + charset.pick(both)
                    if now and left_next == right_next == start:
                        return longer
                    state = (left_next, right_next, now)
                    if state not in seen:
                        seen.add(state)
                        queue.append((*state, longer))
        return None

    def _two_loops(self, first: int, second: int) -> str | None:
        """A word that leads from ``first`` to itself and to ``second``, and from ``second`` to itself."""
        automaton = self.automaton
        masks = automaton.masks
        one, two = self.component[first], self.component[second]
        start = (first, first, second)
        goal = (first, second, second)
        queue = deque([(start, "")])
        seen = {start}
        while queue:
            (a, b, c), word = queue.popleft()
            for a_next in automaton.follow[a]:
                if self.component.get(a_next) != one:
                    continue
                for c_next in automaton.follow[c]:
                    mask = masks[a_next] & masks[c_next]
                    if not mask or self.component.get(c_next) != two:
                        continue
                    for b_next in automaton.follow[b]:
                        self.work += 1
                        if self.work > MAX_WORK:
                            return None
                        both = mask & masks[b_next]
                        if not both:
                            continue
                        state = (a_next, b_next, c_next)
                        longer = word + charset.pick(both)
                        if state == goal:
                            return longer
                        if state not in seen:
                            seen.add(state)
                            queue.append((state, longer))
        return None

    def way_to(self, position: int) -> str | None:
        """A word that leads from the pattern's begin to ``position``, its byte included."""
        automaton = self.automaton
        queue = deque((at, charset.pick(automaton.masks[at])) for at in automaton.first)
        seen = set(automaton.first)
        while queue:
            at, word = queue.popleft()
            if at == position:
                return word
            for after in automaton.follow[at]:
                if after not in seen:
                    seen.add(after)
                    queue.append((after, word + charset.pick(automaton.masks[after])))
        return None


_BREAKERS = ("!", "/", "~", "\x01")


def _suffixes(tree: Node, kind: str) -> list[str]:
    """Ends that may keep a text from matching; PCRE2 looks first whether the pattern's literals are there.

    A line feed breaks most patterns that end in ``.*$``, which is exponential trouble, but of no
    practical weight where the cost is polynomial.
    """
    from nginxlint.nginx.regex.meaning import shortest

    tail = shortest(tree)
    breakers = ("\n\n", *_BREAKERS) if kind == "exponential" else _BREAKERS
    return [*breakers, *(tail + one for one in breakers), *(one + tail for one in breakers)]


def _tries(
    regex: Regex,
    kind: Literal["exponential", "polynomial"],
    prefix: str,
    pump: str,
    letters: int,
    *,
    path: bool,
) -> Iterator[Attack]:
    """The texts that may take too many steps, made from a guess."""
    if not pump:
        return
    length, steps = (
        (EXPONENTIAL_LENGTH, EXPONENTIAL_STEPS)
        if kind == "exponential"
        else (POLYNOMIAL_LENGTH, POLYNOMIAL_STEPS)
    )
    times = min(length // len(pump), 60 if kind == "exponential" else length)
    if times < 10:
        return
    if path and not prefix.startswith("/"):
        prefix = "/" + prefix
    for suffix in _suffixes(regex.tree, kind):
        tried = Attack(kind, prefix, pump, times, re.sub("//+", "/", suffix) if path else suffix, steps)
        subject = tried.subject
        if not charset.of(subject) & ~letters and not (path and _NORMALISED.search(subject)):
            yield tried


_NORMALISED = re.compile(r"//|/\.\.?(?:/|\Z)")
"""What nginx never leaves in a path (ngx_http_parse_complex_uri with merge_slashes on)."""
