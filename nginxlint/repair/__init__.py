"""Broken structure: tokens and facts in, the mistakes and the tokens without them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.repair.draft import Draft
from nginxlint.repair.grammar import Grammar
from nginxlint.repair.mistake import Mistake, Repaired

if TYPE_CHECKING:
    from nginxlint.repair.grammar import Dialect
    from nginxlint.repair.layout import Layout
    from nginxlint.syntax.tokens import Tokens

__all__ = ["Mistake", "Repaired", "examine"]


def examine(
    tokens: Tokens, dialect: Dialect, context: str | None = None, siblings: Layout | None = None
) -> Repaired:
    """Find what is wrong with the structure of a text, and mend it."""
    from nginxlint.repair import structure

    grammar = Grammar(dialect)
    draft = Draft(tokens)
    mistakes: list[Mistake] = []
    if any(fault.kind != "too-long" for fault in tokens.faults):
        mistakes += structure.mend(draft, grammar, context, siblings)
    result = draft.finish()
    mistakes.sort(key=lambda mistake: mistake.span.start)
    return Repaired(tuple(mistakes), result)
