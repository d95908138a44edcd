"""Braces and semicolons: the cheapest reading of a text whose structure is broken.

The text is read once, directive by directive. At each step a few readings are kept that differ in
which blocks are open: one may have put in a ``}`` that the others have not. Each pays for what it
puts in or leaves out, for directives that nginx would refuse where the reading has them,
and for lines whose indentation disagrees with it. Readings in which the same blocks are open are
one, and the cheaper remains; the cheapest at the end is the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint.repair.grammar import RAW, WRONG_PLACE, Grammar, identifier, infer_context
from nginxlint.repair.layout import Indents, Layout, layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nginxlint.syntax.tokens import Token, Tokens


CLOSE = 2.0
DROP = 2.0
OTHER_WAY = 1.2
"""What the edit costs more that the balance of braces does not ask for."""
IN_PAIRS = -0.1
OPEN = 1.5
SWAP = 2.0
SEMICOLON = 1.0
SEMICOLON_INLINE = 1.8
SEMICOLON_FOR_SIGN = 0.5
MID_LINE = 1.0

BEAM = 9
SLACK = 5.5
REACH = 8
TRUSTED = 0.8


class Frame:
    """A block that a reading has open."""

    __slots__ = (
        "bare",
        "body",
        "child_indent",
        "context",
        "indent",
        "opener",
        "outer",
        "parent",
        "words",
    )

    def __init__(
        self,
        parent: Frame | None,
        opener: int,
        words: tuple[int, int],
        context: str | None,
        body: Mapping[str, Any] | None,
        indent: int | None,
        child_indent: int | None,
        *,
        bare: bool = False,
    ) -> None:
        self.parent = parent
        self.opener = opener  # index of the token after its "{"
        self.words = words  # the directive that opens it
        self.context = context
        self.body = body
        self.outer = parent.context if parent is not None else None
        self.indent = indent
        self.child_indent = child_indent
        self.bare = bare  # a "{" without a directive: it goes, with its "}"


class Action(NamedTuple):
    """An edit of a reading. ``at`` is the index of the token before which, or at which, it happens."""

    kind: str
    at: int
    begin: int
    frame: Frame | None


class _Reading(NamedTuple):
    cost: float
    frame: Frame
    seen: tuple[frozenset[str], Any]
    trail: Any


_NONE: frozenset[str] = frozenset()


class _Clause(NamedTuple):
    """Words up to the mark that ends them; ``mark`` is empty at the end of the text."""

    first: int
    end: int
    mark: str


def _clauses(tokens: Tokens) -> list[_Clause]:
    result = []
    first = 0
    for index, token in enumerate(tokens.items):
        if token in ("{", "}", ";") and not token.quote:
            result.append(_Clause(first, index, str(token)))
            first = index + 1
    if first < len(tokens.items):
        result.append(_Clause(first, len(tokens.items), ""))
    return result


class Reader:
    """Reads the tokens of a text and finds the edits that mend it."""

    def __init__(
        self,
        tokens: Tokens,
        grammar: Grammar,
        context: str | None,
        siblings: Layout | None,
        *,
        pairs: bool = False,
    ) -> None:
        self.tokens = tokens
        self.items = tokens.items
        self.grammar = grammar
        self.clauses = _clauses(tokens)
        self.indents = Indents(tokens)
        own = layout(tokens)
        if own.samples < 4 and siblings is not None and siblings.samples:
            own = siblings
        self.trust = own.trust
        kinds = {fault.kind for fault in tokens.faults}
        surplus, lacking = "extra-close" in kinds, "unclosed-block" in kinds
        self.close_cost = CLOSE + (OTHER_WAY if surplus and not lacking else 0.0)
        self.drop_cost = DROP + (OTHER_WAY if lacking and not surplus else 0.0)
        self.braces = surplus or lacking
        self.pairs = pairs and not self.braces
        if self.pairs:
            # As many braces as there should be, but not where: each edit needs a counterpart.
            self.braces = True
            self.close_cost = self.drop_cost = CLOSE + IN_PAIRS
        self.cost = 0.0
        self._frames: dict[tuple[int, int], Frame] = {}
        if context is None:
            context = infer_context(grammar, self._heads())
        first = self.indents.of(0)
        self.base = Frame(None, 0, (0, 0), context, None, -1, 0 if first is None else first)

    def _heads(self) -> list[tuple[str, int, bool]]:
        depth, heads = 0, []
        for first, end, mark in self.clauses:
            if first < end and not depth:
                heads.append((str(self.items[first]), end - first - 1, mark == "{"))
                if len(heads) > 500:
                    break
            if mark == "{":
                depth += 1
            elif mark == "}":
                depth = max(0, depth - 1)
        return heads

    # -- costs ---------------------------------------------------------------------------------

    def _misplaced(self, frame: Frame, indent: int | None) -> float:
        """What the indentation of a directive says against standing in ``frame``."""
        if indent is None or not self.trust:
            return 0.0
        child, own = frame.child_indent, frame.indent
        if indent == child:
            return 0.0
        if own is not None and indent <= own:
            return self.trust
        return 0.0 if child is None else 0.35 * self.trust

    def _misclosed(self, frame: Frame, index: int) -> float:
        """What the place of the ``}`` with that index says against closing ``frame``."""
        if not self.trust or frame.parent is None:
            return 0.0
        indent = self.indents.of(index)
        if indent is None:
            start = self.items[min(frame.opener, len(self.items) - 1)].start
            text = self.tokens.source.text
            near = text.find("\n", start, self.items[index].start) < 0
            return 0.0 if near else 0.4 * self.trust
        if frame.indent is None or indent == frame.indent:
            return 0.0
        return 1.2 * self.trust

    def _words_cost(self, frame: Frame, a: int, b: int, block: bool) -> float:
        items = self.items
        name = str(items[a])
        if b > a + 1 and items[b - 1].quote == "{":
            return 0.0
        cost = self.grammar.cost(name, items[a + 1 : b], block, frame.context, frame.body, frame.outer)
        if self.pairs and block and cost >= WRONG_PLACE:
            cost += 1.0
        if block and frame.context == "location" and name == "location":
            cost += self._nesting(frame, items[a + 1 : b])
        return cost

    def _nesting(self, frame: Frame, words: list[Token]) -> float:
        """What speaks against a location in the location that ``frame`` is (ngx_http_core_location)."""
        a, b = frame.words
        outer = self.items[a + 1 : b]
        if not words or not outer or self.items[a] != "location":
            return 0.0
        if words[0].startswith("@"):
            return WRONG_PLACE
        if words[0].startswith("~") or outer[0].startswith("~"):
            return 0.0
        if outer[0] == "=" or not words[-1].startswith(str(outer[-1])):
            return WRONG_PLACE
        return 0.0 if outer[-1] == "/" else -0.4

    # -- readings ------------------------------------------------------------------------------

    def _push(self, reading: _Reading, a: int, b: int, opener: int, *, bare: bool = False) -> Frame:
        key = (id(reading.frame), opener)
        frame = self._frames.get(key)
        if frame is None:
            if bare:
                context, body = reading.frame.context, reading.frame.body
            else:
                context, body = self.grammar.inner(str(self.items[a]), reading.frame.context)
                if reading.frame.context == RAW or reading.frame.body is not None:
                    context, body = None, None
            child = self.indents.of(opener)
            if opener < len(self.items) and self.items[opener] == "}":
                child = None
            own = self.indents.of(a)
            if child is not None and own is not None and child <= own and self.trust > 0.5:
                child = None
            frame = self._frames[key] = Frame(
                reading.frame, opener, (a, b), context, body, own, child, bare=bare
            )
        return frame

    def read(self) -> list[Action]:
        """The edits of the cheapest reading, in order."""
        start = _Reading(0.0, self.base, (_NONE, None), None)
        readings: dict[Frame, _Reading] = {self.base: start}
        for clause in self.clauses:
            if clause.first == clause.end:
                readings = self._mark(clause, readings)
            else:
                readings = self._directive(clause, readings)
            if len(readings) > 1:
                readings = _prune(readings)
        end = len(self.items)
        best: _Reading | None = None
        for reading in readings.values():
            while (parent := reading.frame.parent) is not None:
                if reading.frame.bare:
                    reading = reading._replace(frame=parent, seen=reading.seen[1])
                else:
                    extra = 0.0 if self.trust else self._likely_end(end)
                    reading = self._close_early(reading, end, extra)
            if best is None or reading.cost < best.cost:
                best = reading
        assert best is not None
        actions = []
        trail = best.trail
        while trail is not None:
            action, trail = trail
            actions.append(action)
        actions.reverse()
        self.cost = best.cost
        return actions

    def _close_early(self, reading: _Reading, at: int, extra: float) -> _Reading:
        """Put in the ``}`` of the innermost block before the token at ``at``."""
        frame = reading.frame
        assert frame.parent is not None
        return _Reading(
            reading.cost + self.close_cost + extra - self._later(at),
            frame.parent,
            reading.seen[1],
            (Action("close", at, 0, frame), reading.trail),
        )

    def _later(self, at: int) -> float:
        """Of two places that are as good, the later one wins."""
        return 1e-4 * at / (len(self.items) + 1)

    def _second(self, at: int) -> float:
        """Without indentation: of several braces in a row the second is the likeliest to be surplus."""
        items = self.items
        if self.trust > 0.5 or at < 2 or items[at - 1] != "}":
            return 0.0
        return 0.02 if items[at - 2] != "}" else 0.0

    def _with_closings(self, readings: dict[Frame, _Reading], at: int) -> dict[Frame, _Reading]:
        """The readings, and those in which blocks end before the token at ``at``."""
        if not self.braces:
            return readings
        indent = self.indents.of(at)
        item = self.items[at] if at < len(self.items) else None
        closing = item is not None and item == "}" and not item.quote
        result = dict(readings)
        limit = min(reading.cost for reading in readings.values()) + SLACK - self.close_cost
        for reading in list(readings.values()):
            frame = reading.frame
            if self.trust >= TRUSTED and indent is not None:
                expected = frame.indent if closing else frame.child_indent
                if indent == expected and (closing or frame.context != "location"):
                    continue
            current = reading
            for _ in range(4):
                frame = current.frame
                if frame.parent is None or frame.bare or current.cost > limit:
                    break
                extra = 0.0
                if indent is None and self.trust >= TRUSTED and not self._same_line(frame, at):
                    extra += MID_LINE
                if frame.opener == at:
                    extra += 0.5
                elif not self.trust:
                    extra += self._likely_end(at)
                current = self._close_early(current, at, extra)
                _keep(result, current)
        return result

    def _same_line(self, frame: Frame, at: int) -> bool:
        if frame.opener >= len(self.items) or at >= len(self.items):
            return False
        text = self.tokens.source.text
        return text.find("\n", self.items[frame.opener].start, self.items[at].start) < 0

    def _likely_end(self, at: int) -> float:
        """Without indentation: blocks end before blocks rather than before a simple directive."""
        if at in (0, len(self.items)):
            return 0.0
        ahead = at
        while ahead < len(self.items) and ahead < at + 12 and not self.items[ahead].is_mark:
            ahead += 1
        if ahead < len(self.items) and self.items[ahead] == ";":
            return 0.3
        gap = self.tokens.source.text[self.items[at - 1].end : self.items[at].start]
        return -0.1 if "\n\n" in gap or "\n\r\n" in gap else 0.0

    def _mark(self, clause: _Clause, readings: dict[Frame, _Reading]) -> dict[Frame, _Reading]:
        """A mark without words before it."""
        at = clause.end
        if clause.mark == "}":
            return self._closing(at, readings)
        result: dict[Frame, _Reading] = {}
        if clause.mark == ";":
            for reading in readings.values():
                action = Action("drop-semicolon", at, 0, None)
                _keep(result, reading._replace(trail=(action, reading.trail)))
            return result
        for reading in readings.values():
            action = Action("drop-open", at, 0, None)
            _keep(
                result,
                reading._replace(cost=reading.cost + DROP, trail=(action, reading.trail)),
            )
            frame = self._push(reading, at, at, at + 1, bare=True)
            action = Action("bare-open", at, 0, frame)
            _keep(
                result,
                _Reading(
                    reading.cost + DROP + 0.2,
                    frame,
                    (_NONE, reading.seen),
                    (action, reading.trail),
                ),
            )
        return result

    def _closing(self, at: int, readings: dict[Frame, _Reading]) -> dict[Frame, _Reading]:
        """A ``}``."""
        result: dict[Frame, _Reading] = {}
        for reading in self._with_closings(readings, at).values():
            frame = reading.frame
            misfit = self._misclosed(frame, at)
            if frame.parent is not None:
                trail = reading.trail
                if frame.bare:
                    trail = (Action("bare-close", at, 0, frame), trail)
                _keep(
                    result,
                    _Reading(reading.cost + misfit, frame.parent, reading.seen[1], trail),
                )
                if not self.braces or (misfit == 0.0 and self.trust >= TRUSTED):
                    continue
            action = Action("drop-close", at, 0, frame if frame.parent is None else None)
            _keep(
                result,
                reading._replace(
                    cost=reading.cost + self.drop_cost - self._later(at) - self._second(at),
                    trail=(action, reading.trail),
                ),
            )
        return result

    def _directive(self, clause: _Clause, readings: dict[Frame, _Reading]) -> dict[Frame, _Reading]:
        """Words, and the mark that ends them."""
        first, end, mark = clause
        indent = self.indents.of(first)
        healthy = mark in (";", "{")
        if healthy:
            for reading in readings.values():
                if self._words_cost(reading.frame, first, end, mark == "{"):
                    healthy = False
                    break
        if healthy and len(readings) == 1:
            reading = next(iter(readings.values()))
            if not self.braces or (
                self.trust >= TRUSTED
                and indent is not None
                and indent == reading.frame.child_indent
                and reading.frame.context != "location"
            ):
                return {done.frame: done for done in self._ended(reading, first, end, clause, 0.0)}
        stops = [] if healthy else self._stops(clause)
        if not healthy and end - first > 2:
            entries = [
                reading.frame.body
                for reading in readings.values()
                if reading.frame.body is not None and reading.frame.body.get("max_args") == 2
            ]
            if entries and len(stops) < 40:
                stops = sorted({*stops, *range(first + 1, min(end, first + 9))})
        at: dict[int, dict[Frame, _Reading]] = {first: readings}
        result: dict[Frame, _Reading] = {}
        places = [first, *stops]
        for number, place in enumerate(places):
            current = at.get(place)
            if not current:
                continue
            current = self._with_closings(current, place)
            if len(current) > 1:
                current = _prune(current)
            place_indent = self.indents.of(place)
            for reading in current.values():
                misplaced = self._misplaced(reading.frame, place_indent)
                for stop in places[number + 1 : number + 1 + REACH]:
                    for done in self._cut(reading, place, stop, misplaced):
                        _keep(at.setdefault(stop, {}), done)
                if len(places) - number <= REACH or not stops:
                    for done in self._ended(reading, place, end, clause, misplaced):
                        _keep(result, done)
        if mark == "}":
            return self._closing(end, result)
        return result

    def _stops(self, clause: _Clause) -> list[int]:
        """Words of a clause at which another directive may begin."""
        first, end, mark = clause
        items = self.items
        text = self.tokens.source.text
        known = self.grammar.dialect.known
        broken = mark in ("}", "")
        stops = []
        lines = 0
        for index in range(first + 1, end):
            token = items[index]
            if token.quote == "{":
                break
            before = items[index - 1]
            name = str(token)
            if text.find("\n", before.end, token.start) >= 0:
                lines += 1
                if lines <= 6 or known(name) or before[-1:] in (":", ","):
                    stops.append(index)
            elif (
                not token.quote
                and ((identifier(name) and known(name)) or (before[-1:] == ")" and name[:1] != ")"))
            ) or (index == first + 1 and items[first] in ("server", "types", "events", "http")):
                stops.append(index)
            if len(stops) > 400:
                break
        return stops if broken or stops else []

    def _note(self, reading: _Reading, name: str) -> tuple[tuple[frozenset[str], Any], float]:
        """What the block holds now, and what a second directive of that name costs."""
        frame = reading.frame
        seen, outer = reading.seen
        if frame.body is None and self.grammar.once(name, frame.context):
            if name in seen:
                return reading.seen, 0.8
            return (seen | {name}, outer), 0.0
        return reading.seen, 0.0

    def _cut(self, reading: _Reading, a: int, b: int, misplaced: float) -> list[_Reading]:
        """End the directive ``[a:b]`` although no mark does: with ``;``, or ``{`` if it takes a block."""
        frame = reading.frame
        before = self.items[b - 1]
        text = self.tokens.source.text
        line_end = text.find("\n", before.end, self.items[b].start) >= 0
        result = []
        price = SEMICOLON if line_end else SEMICOLON_INLINE
        sign = before[-1:] in (":", ",") and not before.quote
        kind = "semicolon"
        words = b
        if sign:
            price = SEMICOLON_FOR_SIGN + (0.0 if line_end else 0.5)
            kind = "semicolon-for-sign"
            words -= len(before) == 1 and b - 1 > a
        if sign and b - 1 == a and len(before) > 1:
            cost = self.grammar.cost(str(before)[:-1], [], False, frame.context, frame.body, None)
        else:
            cost = self._words_cost(frame, a, words, False)
        seen, twice = self._note(reading, str(self.items[a]))
        result.append(
            _Reading(
                reading.cost + misplaced + price + cost + twice,
                frame,
                seen,
                (Action(kind, b, a, None), reading.trail),
            )
        )
        cost = self._words_cost(frame, a, b, True)
        if cost < 1.5:
            inner = self._push(reading, a, b, b)
            result.append(
                _Reading(
                    reading.cost + misplaced + cost + OPEN + (0.0 if line_end else 0.5),
                    inner,
                    (_NONE, reading.seen),
                    (Action("open", b, a, inner), reading.trail),
                )
            )
        return result

    def _ended(
        self, reading: _Reading, a: int, end: int, clause: _Clause, misplaced: float
    ) -> list[_Reading]:
        """End the directive ``[a:end]`` at the clause's own mark."""
        frame, mark = reading.frame, clause.mark
        base = reading.cost + misplaced
        trail = reading.trail
        last = self.items[end - 1]
        sign = mark in ("}", "") and last[-1:] in (":", ",") and not last.quote and end - 1 > a
        words = end - 1 if sign and len(last) == 1 else end
        result = []
        if mark == "{":
            block = self._words_cost(frame, a, end, True)
            inner = self._push(reading, a, end, end + 1)
            result.append(_Reading(base + block, inner, (_NONE, reading.seen), trail))
            if block >= 3.0 and not self._words_cost(frame, a, end, False):
                action = Action("semicolon-for-open", end, a, None)
                result.append(_Reading(base + SWAP, frame, reading.seen, (action, trail)))
            return result
        plain = self._words_cost(frame, a, words, False)
        seen, twice = self._note(reading, str(self.items[a]))
        if mark == ";":
            result.append(_Reading(base + plain + twice, frame, seen, trail))
            if plain >= 3.0 and self.braces and not self._words_cost(frame, a, end, True):
                inner = self._push(reading, a, end, end + 1)
                action = Action("open-for-semicolon", end, a, inner)
                result.append(_Reading(base + SWAP, inner, (_NONE, reading.seen), (action, trail)))
            return result
        kind = "semicolon-for-sign" if sign else "semicolon"
        action = Action(kind, end, a, None)
        result.append(_Reading(base + SEMICOLON + plain + twice, frame, seen, (action, trail)))
        block = self._words_cost(frame, a, end, True)
        if not block:
            inner = self._push(reading, a, end, end)
            action = Action("open", end, a, inner)
            result.append(_Reading(base + OPEN, inner, (_NONE, reading.seen), (action, trail)))
        return result


def _keep(readings: dict[Frame, _Reading], reading: _Reading) -> None:
    other = readings.get(reading.frame)
    if other is None or reading.cost <= other.cost + 1e-9:
        readings[reading.frame] = reading


def _prune(readings: dict[Frame, _Reading]) -> dict[Frame, _Reading]:
    limit = min(reading.cost for reading in readings.values()) + SLACK
    kept = [reading for reading in readings.values() if reading.cost <= limit]
    if len(kept) > BEAM:
        kept.sort(key=lambda reading: reading.cost)
        del kept[BEAM:]
    return {reading.frame: reading for reading in kept}
