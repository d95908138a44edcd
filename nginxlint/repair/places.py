"""In which context each directive of a text stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint.repair.grammar import Grammar, infer_context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nginxlint.syntax.tokens import Token, Tokens


_MARKS = frozenset("{};")


class Place(NamedTuple):
    """What surrounds a directive: its context, the grammar of the lines there if it is not nginx's usual
    one, and the context around that. ``block`` is the index of the name of the directive that opened it."""

    context: str | None
    body: Mapping[str, Any] | None
    outer: str | None
    block: int | None


def clause_start(items: list[Token], index: int) -> int:
    """The index of the name of the directive that the token belongs to."""
    while index > 0:
        before = items[index - 1]
        if before in _MARKS and not before.quote:
            break
        index -= 1
    return index


def clause_end(items: list[Token], index: int) -> int:
    """The index of the mark that ends the directive that the token belongs to."""
    count = len(items)
    while index < count:
        token = items[index]
        if token in _MARKS and not token.quote:
            break
        index += 1
    return index


def top_context(tokens: Tokens, grammar: Grammar) -> str:
    """The context that the directives at the top of a text suggest."""
    items, matches = tokens.items, tokens.matches
    heads: list[tuple[str, int, bool]] = []
    index, count = 0, len(items)
    while index < count and len(heads) < 500:
        end = clause_end(items, index)
        if end > index:
            block = end < count and items[end] == "{"
            heads.append((str(items[index]), end - index - 1, block))
        if end < count and items[end] == "{":
            end = matches.get(end, count)
        index = end + 1
    return infer_context(grammar, heads)


def places(tokens: Tokens, grammar: Grammar, context: str | None, wanted: Iterable[int]) -> Iterator[Place]:
    """The place of each of the ``wanted`` indices, which are in order."""
    items, matches = tokens.items, tokens.matches
    if context is None:
        context = top_context(tokens, grammar)
    opens = sorted(matches)
    stack: list[tuple[int, Place]] = [(len(items), Place(context, None, None, None))]
    number = 0
    for index in wanted:
        while number < len(opens) and opens[number] < index:
            opener = opens[number]
            number += 1
            while stack[-1][0] < opener and len(stack) > 1:
                stack.pop()
            outer = stack[-1][1]
            start = clause_start(items, opener)
            inner, body = grammar.inner(str(items[start]), outer.context)
            if outer.body is not None:
                inner, body = None, None
            stack.append((matches[opener], Place(inner, body, outer.context, start)))
        while stack[-1][0] < index and len(stack) > 1:
            stack.pop()
        yield stack[-1][1]
