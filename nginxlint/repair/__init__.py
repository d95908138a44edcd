"""Broken structure: tokens and facts in, the mistakes and the tokens without them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.repair.draft import Draft
from nginxlint.repair.grammar import Grammar
from nginxlint.repair.mistake import Mistake, Repaired
from nginxlint.repair.swallowed import broken, suspects, swallowed

if TYPE_CHECKING:
    from nginxlint.repair.grammar import Dialect
    from nginxlint.repair.layout import Layout
    from nginxlint.syntax.tokens import Tokens

__all__ = ["Mistake", "Repaired", "examine"]


def examine(
    tokens: Tokens, dialect: Dialect, context: str | None = None, siblings: Layout | None = None
) -> Repaired:
    """Find what is wrong with the structure of a text, and mend it."""
    grammar = Grammar(dialect)
    draft = Draft(tokens)
    mistakes: list[Mistake] = []
    if any(fault.kind != "too-long" for fault in tokens.faults):
        mistakes += _structure(draft, grammar, context, siblings)
    found = suspects(draft.tokens, grammar) if draft.tokens.continued else []
    if found and not mistakes and broken(draft.tokens, grammar, context, found):
        mistakes += _structure(draft, grammar, context, siblings)
        found = suspects(draft.tokens, grammar)
    if found:
        mistakes += swallowed(draft, grammar, context, found)
    result = draft.finish()
    mistakes.sort(key=lambda mistake: mistake.span.start)
    return Repaired(tuple(mistakes), result)


def _structure(
    draft: Draft, grammar: Grammar, context: str | None, siblings: Layout | None
) -> list[Mistake]:
    from nginxlint.repair import structure

    return structure.mend(draft, grammar, context, siblings)
