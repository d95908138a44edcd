"""Quotes: which one is missing, or is one too many, where a text's quotes do not add up.

The text is gone through piece by piece. Where a quoted word runs over lines that look like directives,
or is followed by something that may not follow it, or a quote ends a word that none opened, a few
ways to mend it are tried on the lines around, and the one is taken that leaves the least that nginx
would refuse.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint.repair.mistake import Mistake
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.edit import Edit, apply_edits
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nginxlint.repair.draft import Draft
    from nginxlint.repair.grammar import Grammar
    from nginxlint.syntax.tokens import Token

CHUNK = 32768
LONGEST = 5000
"""A quoted word longer than this is not closed: nginx takes no more than 4096 bytes."""
WINDOW = 1000
MOST = 60
"""Quotes that are mended in one text."""
TRIES = 24

_DIRECTIVE_LINE = re.compile(r"[;{}][ \t]*(?:#[^\n]*)?\r?\n\s*([a-z][a-z0-9_]*)[ \t\r\n{;]")
_DIRECTIVE = re.compile(r"[;{}][ \t]*([a-z][a-z0-9_]+)[ \t{]")
_STARTS = re.compile(r"(?<![^\s(])[^\s;}]")
_WORDS = re.compile(r"\S+")
_WORD_END = re.compile(r"(?<=[^\s])(?=[\s;{)]|$)")
_ESCAPED = re.compile(r"\\[\s\S]")
_PLAIN = re.compile(r"[^\[\"']+[\"']\)*\Z")
_NUMBER = re.compile(r"\d+\Z")

_Level = tuple["str | None", "Mapping[str, Any] | None", "str | None"]


class _Candidate(NamedTuple):
    edits: tuple[tuple[int, int, str], ...]
    price: float
    rule: str
    place: tuple[int, int]
    accepted: bool = False
    """Whether nginx takes the text as it is."""


def stray_quote(token: Token) -> bool:
    """Whether an unquoted word ends in a quote that nothing opened."""
    if token.quote or len(token) < 2 or not token.endswith(('"', "'", ")")):
        return False
    raw = _ESCAPED.sub("", token.raw).rstrip(")")
    last = raw[-1:]
    return last in ("'", '"') and raw.count(last) % 2 == 1 and len(raw) > 1


class Scorer:
    """Tells how much is wrong with a stretch of text."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar

    def cost(self, text: str, levels: list[_Level], whole: bool, upto: int, stray: float = 1.2) -> float:
        """What speaks against reading ``text`` in blocks, the outermost first.

        ``whole``: it ends where the file does. Looks at the directives that begin before ``upto``, and
        a few more. ``stray`` is the price of a word that ends in a quote without a partner.
        """
        source = Source("", text)
        tokens = tokenize(source)
        items = tokens.items
        total = 0.0
        limit = len(text)
        for fault in tokens.faults:
            if fault.kind == "after-quote":
                total += 3.0
            elif fault.kind == "unclosed-quote":
                limit = min(limit, fault.offset)
                total += 3.0 if whole or limit < upto or limit < len(text) // 2 else 1.0
        stack = list(levels)
        begin = 0
        after = 0
        for index, item in enumerate(items):
            if item.quote and item.quote != "{" and (";" in item or "{" in item):
                match = _DIRECTIVE_LINE.search(item)
                if match and self.grammar.dialect.known(match[1]):
                    total += 2.5
                else:
                    match = _DIRECTIVE.search(item)
                    if match and self.grammar.dialect.known(match[1]):
                        total += 1.5
            elif stray_quote(item):
                total += stray
            if not item.is_mark:
                continue
            if index > begin:
                total += self._directive(items, begin, index, stack[-1])
                if item.start > upto:
                    after += 1
                    if after >= 4:
                        break
            elif item != "}":
                total += 0.5
            if item == "{":
                context, body, _ = stack[-1]
                name = str(items[begin]) if index > begin else ""
                inner = (None, None) if body is not None else self.grammar.inner(name, context)
                stack.append((inner[0], inner[1], context))
            elif item == "}":
                if len(stack) > 1:
                    stack.pop()
                if index > begin:
                    total += 1.0
            begin = index + 1
        return total

    def _directive(self, items: list[Token], begin: int, end: int, level: _Level) -> float:
        name = str(items[begin])
        context, body, outer = level
        args = items[begin + 1 : end]
        block = items[end] == "{"
        if name == "}":
            return 0.0
        if context is None and body is None:
            cost = 0.0 if self.grammar.dialect.known(name) else 1.0
        else:
            cost = self.grammar.cost(name, args, block, context, body, outer)
        for arg in args:
            if arg.quote and arg[:1] in (" ", ";") and "\n" not in arg:
                cost += 0.15
        if items[begin].quote and body is None:
            cost += 1.0
        return cost


def mend(draft: Draft, grammar: Grammar, context: str | None) -> list[Mistake]:
    """Find and mend the quotes of ``draft`` that do not add up."""
    found = list(_find(draft.text, grammar, context))
    mistakes = [_mistake(draft, candidate) for candidate in found]
    draft.apply(
        [
            Edit(draft.source, start, end, text)
            for candidate in found
            if not candidate.accepted
            for start, end, text in candidate.edits
        ]
    )
    return mistakes


def _find(text: str, grammar: Grammar, context: str | None) -> Iterator[_Candidate]:
    scorer = Scorer(grammar)
    stack: list[_Level] = [(context, None, None)]
    position, size, count = 0, CHUNK, len(text)
    passed: set[int] = set()
    mended = 0
    while position < count and mended < MOST:
        whole = position + size >= count
        tokens = tokenize(Source("", text[position : position + size]))
        items = tokens.items
        after_quote = {fault.offset for fault in tokens.faults if fault.kind == "after-quote"}
        unclosed = {fault.offset for fault in tokens.faults if fault.kind == "unclosed-quote"}
        begin = 0
        moved = False
        levels: list[int] = []
        last_end = 0
        for index, item in enumerate(items):
            start = position + item.start
            if start not in passed and _suspicious(item, after_quote, unclosed, grammar):
                if (
                    item.start in unclosed
                    and not whole
                    and size < 4 * CHUNK
                    and (len(tokens.source.text) - item.start <= LONGEST)
                ):
                    break
                head = position + items[begin].start
                faulty = bool(item.quote) and (item.end in after_quote or item.start in unclosed)
                candidate = _best(text, head, start, item, scorer, stack, faulty)
                passed.add(start)
                if candidate is not None:
                    mended += 1
                    yield candidate
                    position = _resume(text, head, candidate)
                    moved = True
                    break
                if item.start in unclosed:
                    break
            if not item.is_mark:
                continue
            if item == "{":
                outer, body, _ = stack[-1]
                name = str(items[begin]) if index > begin else ""
                inner = (None, None) if body is not None else grammar.inner(name, outer)
                stack.append((inner[0], inner[1], outer))
                levels.append(1)
            elif item == "}" and len(stack) > 1:
                stack.pop()
            begin = index + 1
            last_end = item.end
        if moved:
            size = CHUNK
            continue
        if whole:
            return
        if last_end:
            position += last_end
            size = CHUNK
        else:
            size *= 2


def _suspicious(token: Token, after_quote: set[int], unclosed: set[int], grammar: Grammar) -> bool:
    if token.quote == "{":
        return False
    if token.quote:
        if token.end in after_quote or token.start in unclosed:
            return True
        if token.end - token.start > LONGEST:
            return True
        if "\n" in token:
            match = _DIRECTIVE_LINE.search(token)
            return match is not None and grammar.dialect.known(match[1])
        return False
    return stray_quote(token)


def _best(
    text: str,
    head: int,
    start: int,
    token: Token,
    scorer: Scorer,
    levels: list[_Level],
    faulty: bool,
) -> _Candidate | None:
    """The best way to mend the quote of the token at ``start``, whose directive begins at ``head``."""
    line_end = text.find("\n", start, start + 2 * WINDOW)
    line_end = min(len(text), start + 2 * WINDOW) if line_end < 0 else line_end
    quoted = token.quote
    quote = start if quoted else start + len(token.raw.rstrip(")")) - 1
    line = max(text.rfind("\n", 0, start) + 1, start - 2000)
    first = min(head, line) if head > line else head
    if head > line and not levels[-1][1]:
        # Directives before it on the same line may belong to the text that the quote closes.
        first = line
    if start - first > LONGEST:
        first = line
    stop = max(line_end, start) + WINDOW
    stop = text.find("\n", min(len(text), stop), stop + WINDOW)
    stop = min(len(text), line_end + 2 * WINDOW) if stop < 0 else stop
    whole = stop == len(text)
    window = text[first:stop]
    upto = line_end - first
    base = scorer.cost(window, levels, whole, upto)
    best: _Candidate | None = None
    best_cost = base - 0.3 if not faulty else 1e9
    for candidate in _candidates(text, first, head, line, line_end, quote, token):
        if candidate.edits[0][0] < first or candidate.edits[-1][1] > stop:
            continue
        edits = [Edit(token.source, begin - first, end - first, new) for begin, end, new in candidate.edits]
        cost = candidate.price + scorer.cost(apply_edits(window, edits), levels, whole, upto)
        if cost < best_cost - 1e-9:
            best, best_cost = candidate, cost
    if best is None or quoted:
        return best
    if scorer.cost(window, levels, whole, upto, 0.0) >= 1.0:
        return best
    # nginx takes the word with its quote. In a regular expression that may well be meant.
    return best._replace(accepted=True) if _PLAIN.match(token) else None


def _candidates(
    text: str, first: int, head: int, line: int, line_end: int, quote: int, token: Token
) -> Iterator[_Candidate]:
    mark = text[quote]
    other = "'" if mark == '"' else '"'
    if token.quote:
        inner_end = quote + (token.end - token.start) - 1
        if quote < inner_end < line_end and text[inner_end] == mark:
            yield from _after_quote(text, inner_end, line_end, mark)
        yield from _closings(text, quote, line_end, mark, other)
        ending = text[quote + 1 : line_end].rstrip(" \t\r;{)")
        if ending.endswith(other) and text.count(other, line, line_end) % 2:
            yield from _openings(text, min(first, head), line, quote + len(ending), other, closing=False)
        # The quote closes what was never opened.
        yield from _openings(text, min(first, head), line, quote, mark, closing=True)
        yield _Candidate(((quote, quote + 1, ""),), 0.55, "unclosed-quote", (quote, quote + 1))
        return
    yield from _openings(text, min(first, head), line, quote, mark, closing=False)
    yield _Candidate(((quote, quote + 1, ""),), 0.4, "unclosed-quote", (quote, quote + 1))
    ending = text[quote + 1 : line_end].rstrip(" \t\r;{)")
    if ending.endswith(other):
        # Both quotes are part of a text in quotes of the other kind that was never opened.
        at = quote + len(ending)
        yield from _openings(text, min(first, head), line, at, other, closing=False)
    opening = text.rfind(other, line, quote)
    if opening >= 0:
        yield _Candidate(((quote, quote + 1, other),), 0.1, "unclosed-quote", (quote, quote + 1))


def _after_quote(text: str, closing: int, line_end: int, mark: str) -> Iterator[_Candidate]:
    """Ways to mend text that follows a closing quote at once."""
    after = closing + 1
    place = (after, after)
    follow = text[after : after + 1]
    if not follow or follow in " \t\r\n;{)":
        return
    if follow in ":,." and not text[after + 1 : line_end].strip():
        yield _Candidate(((after, after + 1, ";"),), 0.0, "missing-semicolon", (after, after + 1))
    match = re.compile(r"[^\s;{]*").match(text, after)
    end = match.end() if match else after
    word = text[after:end]
    if mark not in word:
        yield _Candidate(((closing, after, ""), (end, end, mark)), 0.2, "text-after-quote", (after, end))
    yield _Candidate(((after, after, " "),), 0.3 if follow in "\"'$" else 0.6, "text-after-quote", place)
    # A quotation in a quotation: escape what lies between the first and the last.
    last = text.rfind(mark, after, line_end)
    while last > after and text[last + 1 : last + 2] not in (
        "",
        " ",
        "\t",
        "\r",
        "\n",
        ";",
        "{",
        ")",
    ):
        last = text.rfind(mark, after, last)
    if last > closing:
        inner = [
            (at, at, "\\") for at in range(closing, last) if text[at] == mark and text[at - 1 : at] != "\\"
        ]
        if len(inner) % 2 == 0 and inner:
            yield _Candidate(
                tuple(inner), 0.25 + 0.1 * len(inner), "text-after-quote", (closing, closing + 1)
            )


def _closings(text: str, quote: int, line_end: int, mark: str, other: str) -> Iterator[_Candidate]:
    """Places on the line where the closing quote may be missing."""
    rest = text[quote + 1 : line_end]
    stripped = rest.rstrip()
    ends: list[tuple[int, float]] = []
    tail = len(stripped)
    if stripped.endswith(";"):
        at = tail - 1
        ends.append((at, 0.0))
        ends += _before_words(rest, at)
        if rest[at - 1 : at] == other and rest.count(other) % 2 == 1:
            yield _Candidate(
                ((quote + at, quote + at + 1, mark),),
                -0.05,
                "unclosed-quote",
                (quote + at, quote + at + 1),
            )
    elif stripped.endswith("{"):
        at = len(stripped[:-1].rstrip())
        ends.append((at, 0.0))
        if rest[at - 1 : at] == ")":
            ends.append((at - 1, -0.05))
    else:
        ends.append((len(rest.rstrip("\r")), 0.1))
    seen = {at for at, _ in ends}
    for match in _WORD_END.finditer(rest):
        if len(seen) > TRIES:
            break
        if match.start() not in seen and match.start():
            seen.add(match.start())
            price = 0.05 if rest[match.start() :].lstrip()[:1] == ";" else 0.3
            ends.append((match.start(), price + 0.01 * (1 - match.start() / (len(rest) + 1))))
    # A text over several lines may end further on.
    begin, number = line_end + 1, 0
    while 0 < begin < len(text) and number < 5:
        stop = text.find("\n", begin)
        stop = len(text) if stop < 0 else stop
        content = text[begin:stop].rstrip()
        if not content.strip() or mark in content:
            break
        if content.endswith(";"):
            ends.append((begin + len(content) - 1 - quote - 1, 0.15))
            break
        begin, number = stop + 1, number + 1
    own_line = text.rfind("\n", 0, quote) + 1
    own = _indent(text, own_line)
    begin, number = line_end + 1, 0
    while 0 < begin < len(text) and begin - quote < LONGEST and number < 200:
        stop = text.find("\n", begin)
        stop = len(text) if stop < 0 else stop
        content = text[begin:stop].rstrip()
        if content.strip() and _indent(text, begin) <= own:
            if content.endswith(";"):
                ends.append((begin + len(content) - 1 - quote - 1, 0.2))
            break
        begin, number = stop + 1, number + 1
    for at, price in ends:
        place = quote + 1 + at
        yield _Candidate(((place, place, mark),), price, "unclosed-quote", (place, place))


def _indent(text: str, line: int) -> int:
    at = line
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at - line


_LAST_WORDS = re.compile(r"(?:[ \t]+(?:always|if_not_empty|last|break|redirect|permanent|on|off))+\Z")


def _before_words(rest: str, end: int) -> list[tuple[int, float]]:
    """Before the words that end a directive and belong to no text: ``always``, ``permanent``, ..."""
    match = _LAST_WORDS.search(rest, 0, end)
    return [(match.start(), -0.05)] if match else []


def _openings(
    text: str, first: int, line: int, quote: int, mark: str, *, closing: bool
) -> Iterator[_Candidate]:
    """Places before ``quote`` on its line where the opening quote may be missing."""
    begin = max(min(line, first), quote - 1200, 0)
    words = [match.start() for match in _STARTS.finditer(text, begin, quote)]
    if not words:
        return
    # The directives that begin there, the one with the quote last.
    heads = [words[0]]
    for before, at in pairwise(words):
        gap = text[before:at]
        if ";" in gap or "{" in gap or "}" in gap:
            heads.append(at)
    head_line_end = text.find("\n", heads[-1])
    if head_line_end < 0:
        head_line_end = len(text)
    for back, head in enumerate(reversed(heads)):
        if back > 4:
            break
        stop = heads[len(heads) - back] if back else quote
        own = [at for at in words if head <= at < stop]
        number = _head(text, head, stop)
        plain = [match.start() for match in _WORDS.finditer(text, head, stop)]
        best = own.index(plain[number]) if number < len(plain) and plain[number] in own else number
        for index, at in enumerate(own[-TRIES:], max(0, len(own) - TRIES)):
            if text[at] == mark:
                continue
            if at > head_line_end and not text[text.rfind("\n", 0, at) + 1 : at].strip():
                price = 0.15
            elif not index and len(own) > 1 and not closing:
                price = 0.6
            else:
                price = min(0.9, 0.1 * abs(index - best))
            price += 0.2 * back
            yield _Candidate(((at, at, mark),), price, "unclosed-quote", (at, at))


def _head(text: str, start: int, stop: int) -> int:
    """At which word of a line a quoted value usually begins."""
    words = text[start:stop].split()
    match words:
        case ["return", code, *_] if _NUMBER.match(code):
            return 2
        case ["location", sign, *_] if sign in ("~", "~*", "^~", "="):
            return 2
        case ["log_format" | "log_by", _, escape, *_] if escape.startswith("escape="):
            return 3
        case ["proxy_cookie_path" | "proxy_cookie_domain" | "proxy_redirect" | "sub_filter", *_]:
            return 2
        case [
            "add_header"
            | "proxy_set_header"
            | "fastcgi_param"
            | "uwsgi_param"
            | "scgi_param"
            | "set"
            | "log_format"
            | "add_trailer"
            | "grpc_set_header"
            | "more_set_headers",
            *_,
        ]:
            return 2
        case ["if", *rest]:
            for number, word in enumerate(rest, 1):
                if word in ("=", "!=", "~", "~*", "!~", "!~*"):
                    return number + 1
            return 2
        case _:
            return 1


def _resume(text: str, head: int, candidate: _Candidate) -> int:
    """Where reading goes on after a repair: behind the directive that was mended."""
    edits = candidate.edits
    first, last = edits[0][0], edits[-1][1]
    begin = min(head, text.rfind("\n", 0, first) + 1)
    stop = min(len(text), last + 2 * LONGEST)
    source = Source("", text[begin:stop])
    changed = apply_edits(
        source.text, [Edit(source, start - begin, end - begin, new) for start, end, new in edits]
    )
    grown = len(changed) - len(source.text)
    passed = last - begin + grown
    for token in tokenize(Source("", changed)).items:
        if token.end >= passed and token.is_mark:
            return max(begin + token.start - grown, last, head + 1)
    return max(last, head + 1)


def _mistake(draft: Draft, candidate: _Candidate) -> Mistake:
    start, end = candidate.place
    text = draft.text
    span = draft.span(start, end)
    edits = tuple(draft.edit(begin, stop, new) for begin, stop, new in candidate.edits)
    line = span.line
    if candidate.accepted:
        mark = text[start] if start != end else candidate.edits[0][2]
        return Mistake(
            "unclosed-quote",
            "warning",
            span,
            f"{mark} has no partner",
            f"on line {line} a word ends in {mark} and none opens it: nginx starts, and takes the"
            " quote for a part of the word",
            f"Write {mark} on both sides of the text, or on neither.",
            (),
            edits,
            "mend the quotes",
        )
    new = candidate.edits[0][2]
    if candidate.rule == "missing-semicolon":
        return Mistake(
            "missing-semicolon",
            "error",
            span,
            f"`;` belongs here, not `{text[start]}`",
            f"line {line} ends in `{text[start]}` instead of `;`: nginx refuses what follows the closing"
            " quote",
            "Write `;` after the quote.",
            (),
            edits,
            f"replace `{text[start]}` by `;`",
        )
    if candidate.rule == "text-after-quote":
        return Mistake(
            "text-after-quote",
            "error",
            span,
            "a word goes on after its closing quote",
            f"on line {line} text follows a closing quote at once: nginx refuses to start",
            "Put the whole word in quotes, a space after the quote, or a `\\` before a quote that belongs to"
            " the text.",
            (),
            edits,
            "mend the quotes",
        )
    if start != end and not new:
        return Mistake(
            "unclosed-quote",
            "error",
            span,
            f"no second {text[start]} belongs to this one",
            f"the {text[start]} on line {line} has no partner: nginx reads on to the next quote and refuses"
            " to start",
            "Take it out, or write the other one.",
            (),
            edits,
            "take out the stray quote",
        )
    if start != end:
        return Mistake(
            "unclosed-quote",
            "error",
            span,
            f"{new} belongs here",
            f"the text on line {line} opens with {new} and ends in {text[start]}: nginx reads on to the next"
            f" {new} and refuses to start",
            f"Write {new} on both sides.",
            (),
            edits,
            f"replace {text[start]} by {new}",
        )
    return Mistake(
        "unclosed-quote",
        "error",
        span,
        f"{new} is missing here",
        f"a {new} is missing on line {line}: nginx reads the text together with what follows it and refuses"
        " to start",
        f"Write {new} on both sides of the text.",
        (),
        edits,
        f"put in the missing {new}",
    )
