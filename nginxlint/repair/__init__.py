"""Broken structure: tokens and facts in, the mistakes and the tokens without them out.

``examine`` is called for every text. For one that is sound it costs a fraction of reading its tokens;
what mends is loaded only when there is something to mend.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from nginxlint.repair.draft import Draft
from nginxlint.repair.grammar import Grammar
from nginxlint.repair.mistake import Mistake, Repaired
from nginxlint.repair.places import clause_end, top_context
from nginxlint.repair.survey import NOTHING, quick, survey
from nginxlint.repair.swallowed import broken, suspects, swallowed

if TYPE_CHECKING:
    from collections.abc import Hashable

    from nginxlint.repair.grammar import Dialect
    from nginxlint.repair.layout import Layout
    from nginxlint.syntax.tokens import Tokens
    from nginxlint.text.source import Source, Span

__all__ = ["Mistake", "Repaired", "examine", "template_markers"]

_QUOTE_FAULTS = frozenset({"after-quote", "unclosed-quote"})
_CONFLICT_MARKS = ("<<<<<<<", ">>>>>>>")
_NAME_BEFORE_SIGN = re.compile(r"(?:^|[\n;{}])[ \t]*([a-z][a-z0-9_]*)\Z")
_STRAY = ('"', "'", '")', "')")


@lru_cache(maxsize=8)
def _cached_grammar(dialect: Hashable) -> Grammar:
    return Grammar(cast("Dialect", dialect))


def template_markers(source: Source) -> list[Span]:
    """Where marks of template languages stand in a text.

    Knows ``{{ }}``, ``{% %}``, ``<% %>``, ``@@NAME@@`` and ``${NAME}`` in capitals.
    """
    from nginxlint.repair.surface import template_marks

    return [source.span(start, end) for start, end in template_marks(source.text)]


def examine(
    tokens: Tokens,
    dialect: Dialect,
    context: str | None = None,
    siblings: Layout | None = None,
    *,
    closely: bool = False,
) -> Repaired:
    """Find what is wrong with the structure of a text, and mend it.

    ``context`` names the context in which the text is read ("main", "http", "server", ...); with
    ``None`` it is inferred from the directives. ``siblings`` tells how files beside it are laid
    out, for a text too short to tell itself (see ``nginxlint.repair.layout.layout``).

    Never fails, in time that grows with the length of the text. Where no mistake is an error, the
    tokens that come back are those that went in.
    """
    grammar = _cached_grammar(cast("Hashable", dialect))
    text = tokens.source.text
    if not (
        closely
        or tokens.faults
        or (quick(tokens, grammar) and survey(tokens, grammar) != NOTHING)
        or (tokens.continued and suspects(tokens, grammar))
        or _has_marks(text)
        or _has_stray_quotes(tokens)
        or _unusual(text)
        or _assigns(text)
    ):
        return Repaired((), tokens)
    return _closely(tokens, grammar, context, siblings, closely)


def _has_marks(text: str) -> bool:
    """Whether there are marks of merges or templates; with single characters first, which is quicker."""
    return (
        ("<" in text and ("<<<<<<<" in text or "<%" in text))
        or (">" in text and ">>>>>>>" in text)
        or ("@" in text and "@@" in text)
        or "${" in text
    )


def _unusual(text: str) -> bool:
    if text.isascii() and "\x7f" not in text and "\x00" not in text and "\x0c" not in text:
        return False
    from nginxlint.repair.surface import odd_characters

    return odd_characters(text)


def _has_stray_quotes(tokens: Tokens) -> bool:
    """Whether a word may end in a quote that none opened; an odd number of quotes is the hint."""
    text = tokens.source.text
    if text.count('"') % 2 == 0 and text.count("'") % 2 == 0:
        return False
    return any(token.endswith(_STRAY) and not token.quote for token in tokens.items)


def _assigns(text: str) -> bool:
    """Whether there is a ``name = value`` or ``name : value``."""
    for sign in (" = ", " : "):
        at = text.find(sign)
        while at >= 0:
            match = _NAME_BEFORE_SIGN.search(text, max(0, at - 80), at)
            if match and match[1] not in ("location", "if"):
                return True
            at = text.find(sign, at + 3)
    return False


def _closely(
    tokens: Tokens, grammar: Grammar, context: str | None, siblings: Layout | None, closely: bool
) -> Repaired:
    from nginxlint.repair import quotes, structure, surface

    draft = Draft(tokens)
    mistakes: list[Mistake] = []
    text = draft.text
    template, marks = surface.templates(draft)
    placeholders = tuple(draft.original.span(start, end) for start, end in marks)
    if any(mark in text for mark in _CONFLICT_MARKS):
        mistakes += surface.merge_conflicts(draft, grammar, context)
    if surface.odd_characters(text):
        mistakes += surface.characters(draft, grammar, context)
        mistakes += surface.smart_quotes(draft, grammar, context)
    mistakes += surface.carriage_returns(draft)
    mistakes += surface.foreign_comments(draft, grammar, context)
    if draft.tokens.faults:
        mistakes += surface.braces_in_regex(draft)
        mistakes += surface.glued_braces(draft)
    seen = survey(draft.tokens, grammar)
    if seen.misfits:
        mistakes += surface.semicolons_in_regex(draft, seen.misfits)
        seen = survey(draft.tokens, grammar)
    if _quotes_differ(draft.tokens):
        inferred = context or top_context(draft.tokens, grammar)
        mistakes += quotes.mend(draft, grammar, inferred)
        seen = survey(draft.tokens, grammar)
    if seen.odd or seen.misfits or _assigns(draft.text):
        mistakes += surface.names(draft, grammar, context, seen.odd, seen.misfits)
    if "${" in text:
        mistakes += surface.unclosed_variables(draft, grammar, context)
    if not any(fault.kind in _QUOTE_FAULTS for fault in draft.tokens.faults) and (
        closely or _has_faults(draft.tokens) or _runs_on(draft.tokens, grammar, context)
    ):
        mistakes += structure.mend(draft, grammar, context, siblings, closely=closely)
    mistakes += structure.force(draft, bool(mistakes))
    found = suspects(draft.tokens, grammar) if draft.tokens.continued else []
    if found:
        mistakes += swallowed(draft, grammar, context, found)
    if draft.tokens.faults:
        mistakes += surface.too_long(draft)
    result = draft.finish()
    if template:
        mistakes = template
    mistakes.sort(key=lambda mistake: mistake.span.start)
    return Repaired(tuple(mistakes), result, placeholders)


def _has_faults(tokens: Tokens) -> bool:
    return any(fault.kind != "too-long" for fault in tokens.faults)


def _runs_on(tokens: Tokens, grammar: Grammar, context: str | None) -> bool:
    """Whether directives in a text without faults look like several that lack a ``;`` between them."""
    from nginxlint.repair.structure import glued

    found = suspects(tokens, grammar) if tokens.continued else []
    seen = survey(tokens, grammar)
    if seen.entries:
        ends = [clause_end(tokens.items, start) for start in seen.entries]
        found = sorted({*found, *zip(seen.entries, ends, strict=True)})
    return glued(tokens, grammar, seen.misfits) or (bool(found) and broken(tokens, grammar, context, found))


def _quotes_differ(tokens: Tokens) -> bool:
    from nginxlint.repair.quotes import stray_quote

    if any(fault.kind in ("after-quote", "unclosed-quote", "too-long") for fault in tokens.faults):
        return True
    return any(token.endswith(_STRAY) and not token.quote and stray_quote(token) for token in tokens.items)
