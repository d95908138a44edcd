"""Directives that the one before has swallowed, because its ``;`` is missing and nginx does not mind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.repair.grammar import RAW, Grammar, plausible, refused
from nginxlint.repair.layout import Indents
from nginxlint.repair.mistake import Mistake
from nginxlint.repair.places import Place, clause_end, clause_start, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.repair.draft import Draft
    from nginxlint.syntax.tokens import Tokens
    from nginxlint.text.edit import Edit

_MIME_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+\Z")


def suspects(tokens: Tokens, grammar: Grammar) -> list[tuple[int, int]]:
    """The directives over several lines that may be several: first index and end of each.

    Costs next to nothing where no unquoted word that begins a line is a directive's name.
    """
    items, continued = tokens.items, tokens.continued
    known = grammar.dialect.known
    found = []
    number, count = 0, len(continued)
    while number < count:
        index = continued[number]
        start = clause_start(items, index)
        end = clause_end(items, index)
        plain = []
        while number < count and continued[number] < end:
            if not items[continued[number]].quote:
                plain.append(continued[number])
            number += 1
        head = str(items[start])
        if not plain:
            if not known(head):
                found.append((start, end))
            continue
        if any(
            known(str(items[other])) or "/" in str(items[other]) or items[other - 1].endswith((":", ","))
            for other in plain
        ) or grammar.verdict(head, end - start - 1, end < len(items) and items[end] == "{"):
            found.append((start, end))
    return found


def broken(tokens: Tokens, grammar: Grammar, context: str | None, found: list[tuple[int, int]]) -> bool:
    """Whether nginx refuses one of the directives in ``found`` where it stands."""
    items = tokens.items
    starts = (start for start, _ in found)
    for (start, end), place in zip(found, places(tokens, grammar, context, starts), strict=True):
        block = end < len(items) and items[end] == "{"
        words = items[start + 1 : end]
        if place.context is None and place.body is None:
            continue
        if place.body is not None and "MIME type" in (place.body.get("entry") or ()):
            continue
        cost = grammar.cost(str(items[start]), words, block, place.context, place.body, place.outer)
        if cost >= 1.0:
            return True
    return False


def swallowed(
    draft: Draft, grammar: Grammar, context: str | None, found: list[tuple[int, int]]
) -> Iterator[Mistake]:
    """A warning for each directive that is an argument of another and should not be."""
    tokens = draft.tokens
    starts = (start for start, _ in found)
    indents = Indents(tokens)
    for (start, end), place in zip(found, places(tokens, grammar, context, starts), strict=True):
        if place.context == RAW:
            continue
        if place.body is not None:
            if "MIME type" in (place.body.get("entry") or ()):
                yield from _swallowed_types(draft, indents, start, end)
        elif place.context is not None:
            yield from _swallowed_in(draft, grammar, indents, place, start, end)


def _begins_line(draft: Draft, index: int) -> bool:
    items = draft.tokens.items
    return draft.text.find("\n", items[index - 1].end, items[index].start) >= 0


def _swallowed_types(draft: Draft, indents: Indents, start: int, end: int) -> Iterator[Mistake]:
    items = draft.tokens.items
    for index in range(start + 2, end - 1):
        if (
            _begins_line(draft, index)
            and _MIME_TYPE.match(items[index])
            and (indents.of(index) or 0) <= (indents.of(start) or 0)
        ):
            yield _warn(draft, start, index, "nginx takes it for a file extension")
            return


def _swallowed_in(
    draft: Draft, grammar: Grammar, indents: Indents, place: Place, start: int, end: int
) -> Iterator[Mistake]:
    items = draft.tokens.items
    context = place.context
    if context is None or (end < len(items) and items[end] == "{"):
        return
    outer = grammar.fact(str(items[start]), context)
    if outer is None or outer.block:
        return
    own = indents.of(start)
    candidates = []
    for index in range(start + 1, end):
        token = items[index]
        if token.quote or not _begins_line(draft, index):
            continue
        fact = grammar.fact(str(token), context)
        if fact is None or fact.block or str(token) in outer.params:
            continue
        indent = indents.of(index)
        if own is not None and indent is not None and indent > own:
            continue
        candidates.append((index, fact))
    begin = start
    for number, (index, fact) in enumerate(candidates):
        stop = candidates[number + 1][0] if number + 1 < len(candidates) else end
        words = [str(word) for word in items[index + 1 : stop]]
        if not plausible(
            fact, [word.rstrip(":,") for word in words] if number + 1 < len(candidates) else words
        ):
            continue
        if not words and own is None:
            continue
        if refused(fact, words):
            continue
        head = grammar.fact(str(items[begin]), context)
        if head is None or not head.takes(index - begin - 1):
            continue
        yield _warn(draft, begin, index, f"`{items[index]}` has no effect")
        begin = index


def _warn(draft: Draft, start: int, index: int, effect: str) -> Mistake:
    items = draft.tokens.items
    last, after = items[index - 1], items[index]
    line = draft.span(last.end, last.end).line
    sign = last[-1:] in (":", ",") and not last.quote and len(last) > 1
    begin = last.end - 1 if sign else last.end
    piece = " ".join(token.raw for token in items[start:index])
    piece = piece[:-1] if sign else piece
    if len(piece) > 60:
        piece = piece[:57] + "..."
    name = str(items[start])
    return Mistake(
        "missing-semicolon",
        "warning",
        draft.span(begin, last.end),
        f"`;` belongs here, not `{last[-1:]}`" if sign else "`;` is missing here",
        f"`{after}` on line {draft.span(after.start, after.end).line} is read as an argument of"
        f" `{name}`, because line {line} does not end in `;`: nginx starts, and {effect}",
        f"Write `{piece};`.",
        ((draft.span(after.start, after.end), f"swallowed by `{name}`"),),
        (_edit(draft, begin, last.end),),
        "put in the missing `;`",
        safe=False,
    )


def _edit(draft: Draft, start: int, end: int) -> Edit:
    return draft.edit(start, end, ";")
