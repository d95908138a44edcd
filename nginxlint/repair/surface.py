"""Slips that show on the surface: characters that only look right, marks of other languages and tools."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from nginxlint.repair.grammar import Grammar, plausible, refused
from nginxlint.repair.mistake import Mistake
from nginxlint.repair.places import Place, clause_end, clause_start, places
from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.repair.draft import Draft
    from nginxlint.repair.mistake import Severity
    from nginxlint.syntax.tokens import Token, Tokens

# -- where in the tokens ---------------------------------------------------------------------------


class _Index:
    """Finds the token at an offset."""

    def __init__(self, tokens: Tokens) -> None:
        self.items = tokens.items
        self.starts = [token.start for token in tokens.items]
        self._heads: list[int] = []

    def head(self, number: int) -> int:
        """The index of the name of the directive that the token with that index belongs to."""
        if not self._heads:
            start = 0
            for index, token in enumerate(self.items):
                self._heads.append(start)
                if token.is_mark:
                    start = index + 1
        return self._heads[number]

    def at(self, offset: int) -> int | None:
        """The index of the token that covers the character at ``offset``; none in comments."""
        number = bisect_right(self.starts, offset) - 1
        while number > 0 and self.items[number].end == self.items[number].start:
            number -= 1
        if number < 0 or self.items[number].end <= offset:
            return None
        return number


def _line_bounds(text: str, offset: int) -> tuple[int, int]:
    low, high = max(0, offset - 2000), min(len(text), offset + 2000)
    start = text.rfind("\n", low, offset) + 1
    end = text.find("\n", offset, high)
    return start or low, high if end < 0 else end


# -- merge conflicts -------------------------------------------------------------------------------

_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?:[ \t][^\n]*)?\r?$", re.MULTILINE)


def _is_types(place: Any) -> bool:
    """Whether a place lies in a ``types`` block, where nginx takes any words."""
    return place.body is not None and "MIME type" in (place.body.get("entry") or ())


def merge_conflicts(draft: Draft, grammar: Grammar, context: str | None) -> list[Mistake]:
    """Take the second side of each merge conflict out."""
    text = draft.text
    index = _Index(draft.tokens)
    lines: list[tuple[str, int, int]] = []
    for match in _CONFLICT.finditer(text):
        number = index.at(match.start())
        if number is None or index.items[number].start != match.start():
            continue
        lines.append((match[1][0], match.start(), min(match.end() + 1, len(text))))
    if not any(sign in "<>" for sign, _, _ in lines):
        return []
    mistakes, edits = [], []
    groups = []
    number = 0
    while number < len(lines):
        group = [lines[number]]
        number += 1
        while number < len(lines) and lines[number][0] != "<" and group[-1][0] != ">":
            group.append(lines[number])
            number += 1
        groups.append(group)
    heads = [index.at(group[0][1]) or 0 for group in groups]
    surroundings = places(draft.tokens, grammar, context, heads)
    for group, place in zip(groups, surroundings, strict=True):
        if group[0][0] == "<" and len(group) > 2 and group[-1][0] == ">":
            cuts = [group[0][1:], (group[1][1], group[-1][2])]
        else:
            cuts = [(start, end) for _, start, end in group]
        own = [Edit(draft.source, start, end, "") for start, end in cuts]
        _, start, end = group[0]
        accepted = not draft.tokens.faults and _is_types(place)
        if not accepted:
            edits += own
        stop = start + len(text[start:end].rstrip())
        span = draft.span(start, stop)
        mistakes.append(
            Mistake(
                "merge-conflict-marker",
                "warning" if accepted else "error",
                span,
                "a merge was not finished here",
                f"the mark of a merge conflict is left on line {span.line}: nginx takes it for a "
                + ("MIME type" if accepted else "directive and refuses to start"),
                "Keep one of the two sides, and take out the other and the marks.",
                tuple(
                    (draft.span(begin, begin + 7), "another mark of the same conflict")
                    for _, begin, _ in group[1:]
                ),
                tuple(draft.edit(edit.start, edit.end, "") for edit in own),
                "keep the first side",
            )
        )
    draft.apply(edits)
    return mistakes


# -- characters ------------------------------------------------------------------------------------

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\x0b\x0c"
_NOTHING = "\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\x00-\x08\x0e-\x1f\x7f"
_LINES = "\u2028\u2029\u0085"
_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
_SINGLE = "\u2018\u2019\u201a\u201b\u2032\uff07"
_WIDE = "\uff1b\uff5b\uff5d"
_ODD = re.compile(f"[{_SPACES}{_NOTHING}{_LINES}{_WIDE}]+")
_CURLY = re.compile(f"[{_DOUBLE}{_SINGLE}]")
_IS_SPACE = re.compile(f"[{_SPACES}]")
_IS_LINE = re.compile(f"[{_LINES}]")
_IS_WIDE = str.maketrans("\uff1b\uff5b\uff5d", ";{}")
_PLAIN = bytes(range(32, 127)) + b"\t\n\r"

_NAMES = {
    "\ufeff": "a byte order mark",
    "\u00a0": "a non-breaking space",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u200e": "a left-to-right mark",
    "\u200f": "a right-to-left mark",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\u3000": "an ideographic space",
    "\u2060": "a word joiner",
    "\x00": "a NUL character",
    "\x0b": "a vertical tab",
    "\x0c": "a form feed",
    "\uff1b": "a full-width `;`",
    "\uff5b": "a full-width `{`",
    "\uff5d": "a full-width `}`",
}


def unusual(text: str) -> bool:
    """Whether there are characters other than printable ASCII and white space; quick."""
    return not text.isascii() or bool(text.encode().translate(None, _PLAIN))


def odd_characters(text: str) -> bool:
    """Whether there are characters that only look right, or none at all."""
    return unusual(text) and (
        _ODD.search(text) is not None or (not text.isascii() and _CURLY.search(text) is not None)
    )


def characters(draft: Draft, grammar: Grammar, context: str | None) -> list[Mistake]:
    """Replace characters that look like white space or like nothing, outside quotes and comments."""
    text = draft.text
    if text.count("\x00") * 3 > len(text) > 0:
        return [_utf16(draft)]
    hits = list(_ODD.finditer(text))
    if not hits:
        return []
    tokens = draft.tokens
    index = _Index(tokens)
    by_line: dict[int, list[tuple[int, int, int]]] = {}
    for match in hits:
        number = index.at(match.start())
        if number is None or index.items[number].quote:
            continue
        line = draft.source.line_at(match.start())
        by_line.setdefault(line, []).append((match.start(), match.end(), number))
    groups = list(by_line.values())
    if len(groups) > 3:
        groups = [[hit for group in groups for hit in group]]
    mistakes, applied = [], []
    heads = sorted({index.head(hit[2]) for group in groups for hit in group})
    surroundings = dict(zip(heads, places(tokens, grammar, context, heads), strict=True))
    for group in groups:
        wrong = False
        for _, _, number in group:
            head = index.head(number)
            place = surroundings[head]
            if place.body is not None or place.context in (None, "raw"):
                continue
            wrong = wrong or number == head or _refused(tokens, grammar, place.context, head)
        wrong = wrong or (
            bool(tokens.faults)
            and any(
                _IS_LINE.search(text[a:b]) or text[a:b].translate(_IS_WIDE) != text[a:b] for a, b, _ in group
            )
        )
        start, end, number = group[0]
        edits = [(a, b, _replacement(text[a:b])) for a, b, _ in group]
        kind = _NAMES.get(text[start], f"the invisible character U+{ord(text[start]):04X}")
        span = draft.span(start, end)
        more = len(group) - 1
        also = f", and {more} more such character{'s' if more > 1 else ''} further on" if more else ""
        head = index.head(number)
        if wrong:
            then = "nginx takes it for a part of the word and refuses to start"
        else:
            then = "nginx starts, and takes it for a part of the word"
        mistakes.append(
            Mistake(
                "invisible-character",
                "error" if wrong else "warning",
                span,
                f"{kind} stands here",
                f"{kind} stands on line {span.line}{also}: {then}",
                "Take it out."
                if not edits[0][2]
                else f"Write an ordinary `{edits[0][2]}`."
                if edits[0][2].strip()
                else "Write an ordinary space.",
                (),
                tuple(draft.edit(*edit) for edit in edits),
                "put ordinary characters in its place",
                safe=True,
            )
        )
        if wrong:
            applied += [Edit(draft.source, *edit) for edit in edits]
    draft.apply(applied)
    return mistakes


def _replacement(raw: str) -> str:
    parts = []
    for char in raw:
        if _IS_SPACE.match(char):
            parts.append(" ")
        elif _IS_LINE.match(char):
            parts.append("\n")
        elif char in "\uff1b\uff5b\uff5d":
            parts.append(char.translate(_IS_WIDE))
    return "".join(parts)


def _utf16(draft: Draft) -> Mistake:
    text = draft.text
    draft.apply([Edit(draft.source, 0, len(text), "")])
    return Mistake(
        "invisible-character",
        "error",
        draft.span(0, 0),
        "this text is full of NUL characters",
        "every second byte of this file is NUL, as in UTF-16: nginx reads none of it and refuses to start",
        "Save the file as UTF-8.",
    )


def _refused(tokens: Tokens, grammar: Grammar, context: str | None, head: int) -> bool:
    items = tokens.items
    end = clause_end(items, head)
    fact = grammar.fact(str(items[head]), context)
    if fact is None:
        return True
    block = end < len(items) and items[end] == "{"
    return fact.block != block or refused(fact, items[head + 1 : end])


def carriage_returns(draft: Draft) -> list[Mistake]:
    """Lines that end in a carriage return alone: the first comment swallows the rest."""
    text = draft.text
    if "\r" not in text or "\n" in text or "#" not in text:
        return []
    swallowing = [token for token in draft.tokens.comments if "\r" in token]
    if not swallowing:
        return []
    start, end = 0, len(text)
    token = swallowing[0]
    at = text.find("\r", token.start)
    edits = tuple(draft.edit(match.start(), match.end(), "\n") for match in re.finditer("\r", text))
    wrong = bool(draft.tokens.faults)
    mistake = Mistake(
        "carriage-return-line-endings",
        "error" if wrong else "warning",
        draft.span(at, at + 1),
        "only a line feed ends a comment",
        "the lines end in carriage returns alone, which end no comment: nginx takes everything after the"
        " first `#` for a comment" + (" and refuses to start" if wrong else ""),
        "Save the file with line feeds.",
        (),
        edits,
        "end the lines with line feeds",
        safe=True,
    )
    if wrong:
        draft.apply([Edit(draft.source, start, end, text.replace("\r", "\n"))])
    return [mistake]


def smart_quotes(draft: Draft, grammar: Grammar, context: str | None) -> list[Mistake]:
    """Replace typographic quotes round arguments by straight ones."""
    text = draft.text
    index = _Index(draft.tokens)
    items = index.items
    by_line: dict[int, list[int]] = {}
    for match in _CURLY.finditer(text):
        at = match.start()
        number = index.at(at)
        if number is None or items[number].quote:
            continue
        line = draft.source.line_at(at)
        if by_line:
            # A text may go on over several lines of one directive.
            latest = next(reversed(by_line))
            before = index.at(by_line[latest][0])
            if before is not None and index.head(before) == index.head(number):
                line = latest
        by_line.setdefault(line, []).append(at)
    found: list[tuple[int, list[tuple[int, int]], list[tuple[int, int, str]]]] = []
    for hits in by_line.values():
        del hits[200:]
        pairs: list[tuple[int, int]] = []
        while hits:
            first = hits.pop(0)
            double = text[first] in _DOUBLE
            closing = [
                at
                for at in hits
                if (text[at] in _DOUBLE) == double
                and (text[at + 1 : at + 2] in ("", " ", "\t", "\r", "\n", ";", "{", ")"))
            ]
            token = index.at(first)
            if not closing or token is None or items[token].start != first:
                continue
            last = closing[0]
            hits = [at for at in hits if at > last]
            pairs.append((first, last))
        if not pairs:
            continue
        edits = []
        for first, last in pairs:
            inner = text[first + 1 : last]
            straight = '"' if '"' not in inner else "'"
            edits += [(first, first + 1, straight), (last, last + 1, straight)]
        head = index.head(index.at(pairs[0][0]) or 0)
        found.append((head, pairs, edits))
    mistakes, applied = [], []
    heads = [head for head, _, _ in found]
    surroundings = places(draft.tokens, grammar, context, heads)
    for (head, pairs, edits), place in zip(found, surroundings, strict=True):
        wrong = _mends(text, grammar, place, items[head].start, edits) or (
            items[head] == "if" and any(" " in text[first:last] for first, last in pairs)
        )
        span = draft.span(pairs[0][0], pairs[0][1] + 1)
        then = (
            "nginx does not know them, reads each word as an argument and refuses to start"
            if wrong
            else "nginx starts, and takes them for a part of the text"
        )
        mistakes.append(
            Mistake(
                "smart-quotes",
                "error" if wrong else "warning",
                span,
                "typographic quotes",
                f"the quotes on line {span.line} are typographic ones: {then}",
                'Write straight quotes: ".',
                (),
                tuple(draft.edit(*edit) for edit in edits),
                "write straight quotes",
                safe=True,
            )
        )
        if wrong:
            applied += [Edit(draft.source, *edit) for edit in edits]
    draft.apply(applied)
    return mistakes


def _mends(text: str, grammar: Grammar, place: Place, head: int, edits: list[tuple[int, int, str]]) -> bool:
    """Whether nginx refuses the directive that begins at ``head`` as it is, and not with the edits."""
    from nginxlint.repair.quotes import Scorer
    from nginxlint.text.edit import apply_edits
    from nginxlint.text.source import Source

    stop = text.find("\n", edits[-1][1], edits[-1][1] + 2000)
    stop = min(len(text), edits[-1][1] + 2000) if stop < 0 else stop
    begin = min(head, edits[0][0])
    window = text[begin:stop]
    scorer = Scorer(grammar)
    whole = stop == len(text)
    level = [(place.context, place.body, place.outer)]
    before = scorer.cost(window, level, whole, len(window))
    source = Source("", window)
    moved = [Edit(source, a - begin, b - begin, new) for a, b, new in edits]
    after = scorer.cost(apply_edits(window, moved), level, whole, len(window))
    return before - after >= 1.0


# -- foreign comments ------------------------------------------------------------------------------

_FOREIGN = re.compile(r"(?:^|[;{}])[ \t]*(//|/\*|--(?=[ \t]))", re.MULTILINE)


def foreign_comments(draft: Draft, grammar: Grammar, context: str | None) -> list[Mistake]:
    """Turn comments in the style of other languages into nginx's."""
    mistakes: list[Mistake] = []
    for attempt in range(4):
        found = _foreign_once(draft, grammar, context, attempt > 0)
        if not found:
            break
        mistakes += found
    return mistakes


def _foreign_once(draft: Draft, grammar: Grammar, context: str | None, final: bool) -> list[Mistake]:
    text = draft.text
    items = draft.tokens.items
    index = _Index(draft.tokens)
    heads: list[tuple[int, int, str]] = []
    for match in _FOREIGN.finditer(text):
        number = index.at(match.start(1))
        if number is None or items[number].start != match.start(1) or items[number].quote:
            continue
        if number and not items[number - 1].is_mark and match[1] == "--":
            continue
        heads.append((number, match.start(1), match[1]))
    if not heads:
        return []
    mistakes, edits = [], []
    done = -1
    numbers = [number for number, _, _ in heads]
    surroundings = places(draft.tokens, grammar, context, numbers)
    for (_, at, style), place in zip(heads, surroundings, strict=True):
        if at < done or place.context == "raw":
            continue
        if place.body is not None and text[at + 2 : at + 3] not in " \t":
            continue
        own, end = _as_comment(text, at, style)
        done = end
        accepted = _is_types(place) and not draft.tokens.faults
        if accepted and final:
            continue
        if not accepted:
            edits += [Edit(draft.source, *edit) for edit in own]
        span = draft.span(at, at + len(style))
        mistakes.append(
            Mistake(
                "foreign-comment",
                "warning" if accepted else "error",
                span,
                f"`{style}` begins no comment",
                f"`{style}` on line {span.line} begins no comment in nginx, which takes it for a "
                + ("MIME type" if accepted else "directive and refuses to start"),
                "Begin the comment with `#`.",
                (),
                tuple(draft.edit(*edit) for edit in own),
                "make it a comment of nginx's",
                safe=True,
            )
        )
    draft.apply(edits)
    return mistakes


def _as_comment(text: str, at: int, style: str) -> tuple[list[tuple[int, int, str]], int]:
    _, line_end = _line_bounds(text, at)
    edits = [(at, at + 2, "#")]
    if style != "/*":
        return edits, line_end
    closing = text.find("*/", at + 2)
    if closing < 0:
        return edits, line_end
    line = text.find("\n", at, closing)
    while line >= 0:
        begin = line + 1
        while begin < closing and text[begin] in " \t":
            begin += 1
        edits.append((begin, begin, "# "))
        line = text.find("\n", begin, closing)
    _, line_end = _line_bounds(text, closing)
    more = text[closing + 2 : line_end].strip()
    edits.append((closing, closing + 2, "\n" if more else ""))
    return edits, closing + 2


# -- names -----------------------------------------------------------------------------------------

_ASSIGNED = re.compile(r"([a-z][a-z0-9_]*)([=:])(.*)\Z", re.DOTALL)
_ELSE = frozenset({"else", "elseif", "elsif", "elif", "else{"})


def names(
    draft: Draft, grammar: Grammar, context: str | None, odd: list[int], misfits: list[int]
) -> list[Mistake]:
    """Names that are written as in other languages: ``root = /x;``, ``listen: 80;``, ``else {``."""
    tokens = draft.tokens
    items = tokens.items
    mistakes: list[Mistake] = []
    edits: list[Edit] = []
    wanted = []
    for head in odd:
        name = str(items[head])
        if items[head].quote:
            continue
        match = _ASSIGNED.match(name)
        if name in _ELSE or (
            match and match[1] not in ("location", "if") and grammar.dialect.known(match[1])
        ):
            wanted.append(head)
    assigned = {head for head in _assignments(draft, misfits) if grammar.dialect.known(str(items[head]))}
    wanted = sorted({*wanted, *assigned})
    openers = {closer: opener for opener, closer in tokens.matches.items()} if wanted else {}
    for head, place in zip(wanted, places(tokens, grammar, context, wanted), strict=True):
        if place.body is not None or place.context in (None, "raw"):
            continue
        name = str(items[head])
        if name in _ELSE:
            found = _else(draft, head, openers.get(head - 1), edits)
        elif head in assigned:
            found = _assignment(draft, grammar, place.context, head, edits)
        else:
            found = _glued(draft, grammar, place.context, head, edits)
        if found is not None:
            mistakes.append(found)
    draft.apply(edits)
    return mistakes


def _assignments(draft: Draft, misfits: list[int]) -> Iterator[int]:
    """Heads of ``name = value;`` and of ``set $x = value;``."""
    items = draft.tokens.items
    text = draft.text
    if re.search(r"[ \t][=:][ \t]", text) is None:
        return
    start = 0
    fitting = set(misfits)
    for number, token in enumerate(items):
        if token in (";", "{", "}") and not token.quote:
            start = number + 1
        elif (
            token in ("=", ":")
            and not token.quote
            and (number == start + 1 or (number == start + 2 and items[start] == "set"))
            and items[start] not in ("location", "if")
            and not items[start].quote
        ):
            if number == start + 2 and start not in fitting:
                continue
            yield start


def _glued(
    draft: Draft, grammar: Grammar, context: str | None, head: int, edits: list[Edit]
) -> Mistake | None:
    token = draft.tokens.items[head]
    match = _ASSIGNED.match(token)
    if match is None or context is None:
        return None
    if grammar.fact(match[1], context) is None:
        return None
    at = token.start + len(match[1])
    return _assign(draft, token, match[1], at, at + 1, " " if match[3] else "", edits, "error")


def _assignment(
    draft: Draft, grammar: Grammar, context: str | None, head: int, edits: list[Edit]
) -> Mistake | None:
    items = draft.tokens.items
    name = str(items[head])
    end = clause_end(items, head)
    fact = grammar.fact(name, context)
    if fact is None:
        return None
    sign = head + 1 if items[head + 1] in ("=", ":") else head + 2
    words: list[Token] = items[head + 1 : end]
    without = [*items[head + 1 : sign], *items[sign + 1 : end]]
    if not fact.takes(len(without)):
        return None
    wrong = (
        refused(fact, words)
        or (not plausible(fact, words) and plausible(fact, without))
        or name in ("listen", "access_log", "error_log")
    )
    severity: Severity = "error" if wrong else "warning"
    at = items[sign].start
    return _assign(draft, items[head], name, at, items[sign].end, "", edits, severity)


def _assign(
    draft: Draft,
    token: Token,
    name: str,
    start: int,
    end: int,
    new: str,
    edits: list[Edit],
    severity: Severity,
) -> Mistake:
    text = draft.text
    sign = text[start]
    span = draft.span(start, end)
    if severity == "error":
        edits.append(Edit(draft.source, start, end, new))
        then = "nginx refuses to start"
    else:
        then = f"nginx starts, and takes `{sign}` for an argument"
    del token
    return Mistake(
        "directive-assignment",
        severity,
        span,
        f"no `{sign}` belongs here",
        f"`{name}` on line {span.line} is written with `{sign}`, which nginx's directives do not have:"
        f" {then}",
        f"Write a space between `{name}` and its value.",
        (),
        (draft.edit(start, end, new),),
        f"take out the `{sign}`",
        safe=True,
    )


def _else(draft: Draft, head: int, opener: int | None, edits: list[Edit]) -> Mistake | None:
    """``else`` becomes an ``if`` for the other rules; what the user should write is not ours to guess.

    ``opener`` is the number of the ``{`` whose block ends right before it.
    """
    items = draft.tokens.items
    token = items[head]
    end = clause_end(items, head)
    words = items[head + 1 : end]
    if words and words[0] == "if":
        edits.append(Edit(draft.source, token.start, token.end, ""))
    elif words:
        edits.append(Edit(draft.source, token.start, token.end, "if"))
    else:
        edits.append(Edit(draft.source, token.start, token.end, f"if {_condition(draft, opener)}"))
    span = draft.span(token.start, token.end)
    return Mistake(
        "else-in-configuration",
        "error",
        span,
        "nginx has no `else`",
        f"`{token}` on line {span.line}: nginx has no `else` and refuses to start",
        "Write a second `if` with the opposite condition, or choose the value with `map`.",
    )


def _condition(draft: Draft, opener: int | None) -> str:
    """The condition of the ``if`` whose block begins at ``opener``."""
    items = draft.tokens.items
    if opener is not None:
        start = clause_start(items, opener)
        if items[start] in ("if", *_ELSE):
            words = draft.text[items[start].end : items[opener].start].strip()
            if words.startswith("(") and words.endswith(")"):
                return words
    return "($uri)"


# -- regular expressions and variables -------------------------------------------------------------

_QUANTIFIER = re.compile(r"(?<![\s;{}$\"'])\{\d+(?:,\d*)?\}")


def braces_in_regex(draft: Draft) -> list[Mistake]:
    """Put regular expressions with ``{2,4}`` in quotes."""
    text = draft.text
    tokens = draft.tokens
    items = tokens.items
    index = _Index(tokens)
    mistakes, edits = [], []
    done = -1
    for match in _QUANTIFIER.finditer(text):
        if match.start() < done:
            continue
        number = index.at(match.start())
        if (
            number is None
            or not number
            or items[number].start != match.start()
            or items[number].end != match.start() + 1
            or items[number - 1].end != match.start()
            or items[number - 1].is_mark
        ):
            continue
        start = items[number - 1].start
        end = match.end()
        while end < len(text) and text[end] not in " \t\r\n;":
            end += 1
        word = text[start:end]
        head = items[index.head(number - 1)]
        if head == "if" and word.endswith(")") and word.count(")") > word.count("("):
            end -= 1
            word = word[:-1]
        if word.startswith("(") and head == "if":
            start += 1
            word = word[1:]
        done = end
        mark = '"' if '"' not in word else "'"
        if mark in word:
            continue
        own = [(start, start, mark), (end, end, mark)]
        edits += [Edit(draft.source, *edit) for edit in own]
        span = draft.span(start, end)
        mistakes.append(
            Mistake(
                "unquoted-brace-in-regex",
                "error",
                span,
                "`{` ends the word here",
                f"the regular expression on line {span.line} holds `{match[0]}` without quotes: nginx takes"
                " `{` for the beginning of a block and refuses to start",
                f"Write {mark}{word}{mark}.",
                (),
                tuple(draft.edit(*edit) for edit in own),
                "put the regular expression in quotes",
                safe=True,
            )
        )
    draft.apply(edits)
    return mistakes


_GLUED_BRACE = re.compile(r"[^{}\\]*[^{}\\]\}+\Z")


def glued_braces(draft: Draft) -> list[Mistake]:
    """``{ return 403}``: without ``;`` the ``}`` belongs to the word."""
    lacking = sum(fault.kind == "unclosed-block" for fault in draft.tokens.faults)
    if not lacking:
        return []
    mistakes, edits = [], []
    for token in draft.tokens.items:
        if not token.endswith("}") or token.quote or len(token) < 2 or not _GLUED_BRACE.match(token.raw):
            continue
        at = token.start + len(token.raw.rstrip("}"))
        edits.append(Edit(draft.source, at, at, ";"))
        span = draft.span(at, at)
        mistakes.append(
            Mistake(
                "missing-semicolon",
                "error",
                span,
                "`;` is missing here",
                f"`;` is missing before `}}` on line {span.line}: nginx takes the `}}` for a part of"
                f" `{_short(token.raw)}` and refuses to start",
                f"Write `{_short(token.raw.rstrip('}'))};`.",
                (),
                (draft.edit(at, at, ";"),),
                "put in the missing `;`",
            )
        )
        lacking -= len(token.raw) - len(token.raw.rstrip("}"))
        if lacking <= 0:
            break
    draft.apply(edits)
    return mistakes


def semicolons_in_regex(draft: Draft, misfits: list[int]) -> list[Mistake]:
    """Put regular expressions with ``;`` in quotes: ``location ~ ^/a;b$ {``."""
    text = draft.text
    items = draft.tokens.items
    mistakes, edits = [], []
    for head in misfits:
        end = clause_end(items, head)
        if end >= len(items) or items[end] != ";" or items[head] not in ("location", "rewrite"):
            continue
        if items[end - 1].quote or items[end - 1].end != items[end].start:
            continue
        stop = clause_end(items, end + 1)
        if items[head] == "location" and (stop >= len(items) or items[stop] != "{"):
            continue
        at = items[end].end
        if text[at : at + 1] in ("", " ", "\t", "\r", "\n", "}", "#"):
            continue
        start = items[end - 1].start
        close = at
        while close < len(text) and text[close] not in " \t\r\n{":
            close += 1
        word = text[start:close]
        mark = '"' if '"' not in word else "'"
        if mark in word:
            continue
        own = [(start, start, mark), (close, close, mark)]
        edits += [Edit(draft.source, *edit) for edit in own]
        span = draft.span(start, close)
        mistakes.append(
            Mistake(
                "unquoted-brace-in-regex",
                "error",
                span,
                "`;` ends the directive here",
                f"the regular expression on line {span.line} holds `;` without quotes: nginx ends the"
                " directive there and refuses to start",
                f"Write {mark}{word}{mark}.",
                (),
                tuple(draft.edit(*edit) for edit in own),
                "put the regular expression in quotes",
                safe=True,
            )
        )
    draft.apply(edits)
    return mistakes


_OPEN_VARIABLE = re.compile(r"\$\{(\w+)(?![\w}])")


def unclosed_variables(draft: Draft, grammar: Grammar, context: str | None) -> list[Mistake]:
    """Close ``${name`` where nginx evaluates variables."""
    text = draft.text
    hits = list(_OPEN_VARIABLE.finditer(text))
    if not hits:
        return []
    items = draft.tokens.items
    index = _Index(draft.tokens)
    found = []
    for match in hits:
        number = index.at(match.start())
        if number is not None and items[number].quote != "{":
            found.append((index.head(number), number, match))
    heads = [head for head, _, _ in found]
    mistakes, edits = [], []
    for (head, number, match), place in zip(
        found, places(draft.tokens, grammar, context, heads), strict=True
    ):
        if place.context in (None, "raw") or place.body is not None:
            continue
        fact: Any = grammar.fact(str(items[head]), place.context)
        if fact is None:
            continue
        wrong = _evaluates(fact, number - head - 1)
        named = not wrong and _names_variable(fact, number - head - 1, head, number, items)
        if named:
            wrong = _used_elsewhere(items, match[1], number) and not _known(match[1])
        if not wrong and not named:
            continue
        at = match.end()
        if wrong and fact.kind == "keyval" and place.context == "http":
            # Nothing is evaluated before a server makes use of it.
            wrong = re.search(r"\bserver\b", text) is not None
        if wrong:
            edits.append(Edit(draft.source, at, at, "}"))
        span = draft.span(match.start(), at)
        if named:
            then = f"nginx makes a variable with the name `{{{match[1]}` of it"
            then += ", and the one that is meant does not exist: it refuses to start" if wrong else ""
        else:
            then = "nginx cannot tell where the variable's name ends and refuses to start"
        mistakes.append(
            Mistake(
                "unclosed-variable",
                "error" if wrong else "warning",
                draft.span(at, at),
                "`}` is missing here",
                f"`{match[0]}` on line {span.line} has no `}}`: {then}",
                f"Write `${{{match[1]}}}` or `${match[1]}`.",
                ((span, "this variable is never closed"),),
                (draft.edit(at, at, "}"),),
                "put in the missing `}`",
                safe=False,
            )
        )
    draft.apply(edits)
    return mistakes


def _evaluates(fact: Any, position: int) -> bool:
    """Whether nginx evaluates variables in the argument at ``position``."""
    if fact.kind in ("complex", "predicate", "complex-size") or fact.name in _EVALUATED:
        return True
    if fact.name == "if" or (fact.name == "geo" and position == 0):
        return True
    if fact.kind == "keyval":
        return position == 1
    kinds = fact.args
    if not kinds:
        return False
    if position < len(kinds):
        kind = kinds[position]
    else:
        kind = next((kind for kind in reversed(kinds) if kind.endswith("...")), "")
    return "complex" in kind and "regex" not in kind


_EVALUATED = frozenset({"try_files", "index", "log_format", "limit_req_zone", "limit_conn_zone", "sticky"})


def _names_variable(fact: Any, position: int, head: int, number: int, items: list[Token]) -> bool:
    """Whether the argument at ``position`` is the name of a variable that the directive makes."""
    if fact.name == "set":
        return position == 0
    if fact.name in ("map", "split_clients"):
        return position == 1
    del head
    return fact.name == "geo" and number + 1 < len(items) and items[number + 1] == "{"


def _known(name: str) -> bool:
    """Whether nginx itself has the variable."""
    from nginxlint.nginx.variables import variables

    return any(variables().find(name, scope) is not None for scope in ("http", "stream"))


def _used_elsewhere(items: list[Token], name: str, number: int) -> bool:
    """Whether the text uses the variable and nothing else in it could make it."""
    use = re.compile(rf"\$\{{?{name}\b")
    used = False
    for other, token in enumerate(items):
        if f"<{name}>" in token:
            return False
        if other == number or not use.search(token):
            continue
        if (other and items[other - 1] == "set") or items[min(other + 1, len(items) - 1)] == "{":
            return False
        used = True
    return used


# -- templates -------------------------------------------------------------------------------------

_TEMPLATE = re.compile(
    r"\{\{.{0,300}?\}\}|\{%.{0,300}?%\}|<%.{0,300}?%>|@@[A-Z][A-Z0-9_]*@@"
    r"|\$\{[A-Z][A-Z0-9_]*(?::[-=?+][^}\s]*)?\}",
    re.DOTALL,
)


def template_marks(text: str) -> list[tuple[int, int]]:
    """Where marks of template languages stand in a text: start and end of each.

    Knows ``{{ }}``, ``{% %}``, ``<% %>``, ``@@NAME@@`` and ``${NAME}`` in capitals, the last unless
    the text speaks of ``$NAME`` too, as one that sets it would.
    """
    if not any(mark in text for mark in ("{{", "{%", "<%", "@@", "${")):
        return []
    found = []
    for match in _TEMPLATE.finditer(text):
        if match[0][0] == "$" and ":" not in match[0]:
            name = match[0][2:-1]
            if re.search(rf"\${name}\b", text):
                continue
        found.append(match.span())
    return found


def templates(draft: Draft) -> tuple[list[Mistake], list[tuple[int, int]]]:
    """Put words in the place of template marks, so that the rest can be read."""
    text = draft.text
    marks = template_marks(text)
    if not marks:
        return [], []
    index = _Index(draft.tokens)
    items = index.items
    comments = _comments_at(draft.tokens)
    outside = []
    places_: list[tuple[int, int]] = []
    for start, end in marks:
        number = index.at(start)
        if number is None and comments(start):
            continue
        if number is not None and items[number].quote == "{":
            continue
        places_.append((start, end))
        if (
            number is not None
            and not items[number].quote
            and not (text[start] == "{" and number and items[number].start != start)
        ):
            outside.append((start, end))
    if not outside:
        return [], []
    edits = []
    for start, end in places_:
        raw = text[start:end]
        if raw[0] == "$" and ":" not in raw:
            continue
        line, line_end = _line_bounds(text, start)
        rest = _TEMPLATE.sub("", text[line:line_end])
        if raw.startswith("{%") or (raw.startswith("<%") and not raw.startswith("<%=")):
            new = "".join(char if char == "\n" else " " for char in raw)
        elif not rest.strip(" \t\r;"):
            new = " " * len(raw)
            semi = end
            while semi < line_end and text[semi] in " \t":
                semi += 1
            if text[semi : semi + 1] == ";":
                edits.append(Edit(draft.source, semi, semi + 1, " "))
        else:
            new = "_" * len(raw)
        edits.append(Edit(draft.source, start, end, new))
    first = outside[0]
    span = draft.span(*first)
    more = len(places_) - 1
    also = f", and {more} more" if more else ""
    mistake = Mistake(
        "unrendered-template",
        "info",
        span,
        "a placeholder",
        f"`{_short(text[first[0] : first[1]])}` on line {span.line} is a placeholder of a template{also}:"
        " nginx itself does not fill it in",
        "Check the file that is made from the template, or fill the placeholders in.",
    )
    draft.apply(edits)
    return [mistake], places_


def _comments_at(tokens: Tokens) -> Any:
    starts = [token.start for token in tokens.comments]

    def inside(offset: int) -> bool:
        number = bisect_right(starts, offset) - 1
        return number >= 0 and offset < tokens.comments[number].end

    return inside


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:37] + "..."


def too_long(draft: Draft) -> list[Mistake]:
    """Words and comments that do not fit into nginx's buffer; they are left as they are."""
    mistakes = []
    for fault in draft.tokens.faults:
        span = draft.span(fault.offset, fault.offset + 1)
        mistakes.append(
            Mistake(
                "parameter-too-long",
                "error",
                span,
                "this is too long",
                f"what begins on line {span.line} is longer than 4096 bytes, which is all that nginx reads"
                " of one word or comment: it refuses to start",
                "Split it, or look for a quote that is missing.",
            )
        )
    draft.tokens.faults.clear()
    return mistakes
