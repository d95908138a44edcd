"""Braces and semicolons: has a broken text read in the cheapest way, and mends it accordingly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nginxlint.repair.grammar import WRONG_PLACE, Grammar
from nginxlint.repair.mistake import Mistake
from nginxlint.repair.reading import TRUSTED, Reader
from nginxlint.repair.writing import Writer
from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from nginxlint.repair.draft import Draft
    from nginxlint.repair.layout import Layout
    from nginxlint.syntax.tokens import Tokens


def mend(
    draft: Draft,
    grammar: Grammar,
    context: str | None,
    siblings: Layout | None,
    *,
    closely: bool = False,
) -> list[Mistake]:
    """Find and mend what is wrong with the braces and semicolons of ``draft``.

    ``closely``: look for braces that are in the wrong places although their number is right.
    """
    reader = Reader(draft.tokens, grammar, context, siblings)
    actions = reader.read()
    if not reader.braces and (closely or reader.cost >= WRONG_PLACE) and reader.trust >= TRUSTED:
        other = Reader(draft.tokens, grammar, context, siblings, pairs=True)
        other_actions = other.read()
        if any(action.kind in ("close", "drop-close") for action in other_actions):
            reader, actions = other, other_actions
    if not actions:
        return []
    return Writer(draft, reader).write(actions)


def glued(tokens: Tokens, grammar: Grammar, misfits: list[int]) -> bool:
    """Whether one of the directives that have a wrong number of arguments holds the name of another."""
    items = tokens.items
    known = grammar.dialect.known
    for head in misfits:
        index = head + 1
        while index < len(items) and not items[index].is_mark:
            if not items[index].quote and known(str(items[index])):
                return True
            index += 1
    return False


def force(draft: Draft, told: bool) -> list[Mistake]:
    """Make the tokens free of faults at any price, if they still are not.

    ``told``: mistakes were found that may well be the reason.
    """
    mistakes: list[Mistake] = []
    for attempt in range(4):
        faults = [fault for fault in draft.tokens.faults if fault.kind != "too-long"]
        if not faults:
            return mistakes
        first = faults[0]
        offset = min(first.offset, len(draft.text))
        span = draft.span(offset, offset)
        if not mistakes and not told:
            mistakes.append(
                Mistake(
                    "unreadable-configuration",
                    "error",
                    span,
                    "nginx stops reading here",
                    f"nginx stops reading on line {span.line} and refuses to start",
                    "Look for a brace, a quote or a `;` that is missing before this place.",
                )
            )
        draft.apply(_forced(draft, faults) if attempt < 3 else [_all_of(draft)])
    return mistakes


def _all_of(draft: Draft) -> Edit:
    return Edit(draft.source, 0, len(draft.text), "")


def _forced(draft: Draft, faults: list[Any]) -> list[Edit]:
    text = draft.text
    edits: dict[int, Edit] = {}
    tail = ""
    for fault in faults:
        at = fault.offset
        match fault.kind:
            case "unexpected-mark" | "extra-close":
                edits[at] = Edit(draft.source, at, at + 1, "")
            case "unfinished":
                edits.setdefault(at, Edit(draft.source, at, at, ";"))
            case "after-quote":
                edits.setdefault(at, Edit(draft.source, at, at, " "))
            case "unclosed-quote":
                edits[at] = Edit(draft.source, at, len(text), "")
                tail = ""
                break
            case "end-in-directive":
                tail = "\n;" + tail
            case "unclosed-block":
                tail += "\n}"
            case _:
                pass
    result = list(edits.values())
    if tail:
        result.append(Edit(draft.source, len(text), len(text), tail))
    return result
