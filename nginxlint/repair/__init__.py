"""Broken structure: tokens and facts in, the mistakes and the tokens without them out.

``examine`` is called for every text. For one that is sound it costs a few percent of reading its tokens;
what mends is loaded only when there is something to mend.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from nginxlint.repair.draft import Draft
from nginxlint.repair.grammar import Grammar
from nginxlint.repair.mistake import Mistake, Repaired
from nginxlint.repair.places import clause_end, top_context
from nginxlint.repair.survey import survey
from nginxlint.repair.swallowed import broken, suspects, swallowed

if TYPE_CHECKING:
    from nginxlint.repair.grammar import Dialect
    from nginxlint.repair.layout import Layout
    from nginxlint.syntax.tokens import Tokens
    from nginxlint.text.source import Source, Span

__all__ = ["Mistake", "Repaired", "examine", "template_markers"]

_ROUNDS = 3
_QUOTE_FAULTS = frozenset({"after-quote", "unclosed-quote"})

_MARKS_OF_OTHERS = ("<<<<<<<", ">>>>>>>", "{{", "{%", "<%", "@@", "${")


@lru_cache(maxsize=8)
def _grammar(dialect: Dialect) -> Grammar:
    return Grammar(dialect)


def template_markers(source: Source) -> list[Span]:
    """Where marks of template languages stand in a text: ``{{ }}``, ``{% %}``, ``<% %>``, ``${NAME}``."""
    from nginxlint.repair.surface import template_marks

    return [source.span(start, end) for start, end in template_marks(source.text)]


def examine(
    tokens: Tokens, dialect: Dialect, context: str | None = None, siblings: Layout | None = None
) -> Repaired:
    """Find what is wrong with the structure of a text, and mend it.

    ``context`` names the context in which the text is read ("main", "http", "server", ...); with ``None``
    it is inferred from the directives. ``siblings`` tells how files beside it are laid out, for a text
    too short to tell itself (see ``nginxlint.repair.layout.layout``).

    Never fails, in time that grows with the length of the text. The tokens that come back are
    those that went in where no mistake is an error.
    """
    grammar = _grammar(dialect)
    text = tokens.source.text
    faults = any(fault.kind != "too-long" for fault in tokens.faults)
    seen = survey(tokens, grammar)
    found = suspects(tokens, grammar) if tokens.continued else []
    if not (faults or found or seen.odd or seen.misfits or seen.entries or tokens.faults) and not (
        any(mark in text for mark in _MARKS_OF_OTHERS)
        or text.count('"') % 2
        or text.count("'") % 2
        or _unusual(text)
        or _ASSIGNMENT.search(text)
    ):
        return Repaired((), tokens)
    return _closely(tokens, grammar, context, siblings)


_ASSIGNMENT = re.compile(r"[a-z] +[=:] ")


def _unusual(text: str) -> bool:
    if text.isascii() and "\x7f" not in text and "\x00" not in text and "\x0c" not in text:
        return False
    from nginxlint.repair.surface import unusual

    return unusual(text)


def _closely(
    tokens: Tokens, grammar: Grammar, context: str | None, siblings: Layout | None
) -> Repaired:
    from nginxlint.repair import quotes, structure, surface

    draft = Draft(tokens)
    mistakes: list[Mistake] = []
    text = draft.text
    templated, marks = surface.templates(draft)
    placeholders = tuple(draft.original.span(start, end) for start, end in marks)
    if "<<<<<<<" in text or ">>>>>>>" in text:
        mistakes += surface.merge_conflicts(draft, grammar, context)
    if surface.unusual(text):
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
    if _quotes_differ(draft.tokens):
        mistakes += quotes.mend(draft, grammar, context or top_context(draft.tokens, grammar))
    seen = survey(draft.tokens, grammar)
    mistakes += surface.names(draft, grammar, context, seen.odd, seen.misfits)
    if "${" in text:
        mistakes += surface.unclosed_variables(draft, grammar, context)
    for _ in range(_ROUNDS):
        faults = any(fault.kind != "too-long" for fault in draft.tokens.faults)
        found = suspects(draft.tokens, grammar) if draft.tokens.continued else []
        if not faults:
            seen = survey(draft.tokens, grammar)
            if seen.entries:
                ends = [clause_end(draft.tokens.items, start) for start in seen.entries]
                found = sorted({*found, *zip(seen.entries, ends, strict=True)})
            if not (
                structure.glued(draft.tokens, grammar, seen.misfits)
                or (found and broken(draft.tokens, grammar, context, found))
            ):
                break
        if any(fault.kind in _QUOTE_FAULTS for fault in draft.tokens.faults):
            break
        new = structure.mend(draft, grammar, context, siblings)
        mistakes += new
        if not new:
            break
    mistakes += structure.force(draft, bool(mistakes))
    found = suspects(draft.tokens, grammar) if draft.tokens.continued else []
    if found:
        mistakes += swallowed(draft, grammar, context, found)
    if draft.tokens.faults:
        mistakes += surface.too_long(draft)
    result = draft.finish()
    if templated:
        mistakes = templated
    mistakes.sort(key=lambda mistake: (mistake.span.start, mistake.span.end))
    return Repaired(tuple(mistakes), result, placeholders)


def _quotes_differ(tokens: Tokens) -> bool:
    from nginxlint.repair.quotes import stray_quote

    if any(fault.kind in ("after-quote", "unclosed-quote", "too-long") for fault in tokens.faults):
        return True
    return any(stray_quote(token) for token in tokens.items)
