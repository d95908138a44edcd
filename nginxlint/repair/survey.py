"""A quick look over a text: which of its directives deserve a closer one."""

from __future__ import annotations

from operator import sub
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nginxlint.repair.grammar import Grammar
    from nginxlint.syntax.tokens import Tokens

_MARKS = frozenset(";{}")
_PAIRS = frozenset({"map", "geo", "split_clients", "charset_map"})
_FREE = frozenset({"map", "geo", "types", "split_clients", "charset_map", "geoip2", "match"})
"""Blocks whose lines are no directives."""


_CHECKED = frozenset(
    {"listen", "server", "access_log", "error_log", "error_page", "resolver", "proxy_cache_valid"}
)
"""Directives that take any number of words and look at each."""
_WORDS = frozenset({"ssl", "http2", "state", "zone", "sticky", "backup", "down", "off", "server"})
"""Names of directives that are words of those as well."""


class Survey(NamedTuple):
    """``odd``: indices of names that are nobody's; ``misfits``: of names with arguments, or a block, that
    their directive takes nowhere; ``entries``: of lines in a ``map`` and its like that are no pair. What else
    lies in those is left out."""

    odd: list[int]
    misfits: list[int]
    entries: list[int]


NOTHING = Survey([], [], [])


def quick(tokens: Tokens, grammar: Grammar) -> bool:
    """Whether ``survey`` may find anything. Looks at each distinct directive once, in C's pace."""
    items = tokens.items
    ends = tokens.marks
    starts = [0, *(end + 1 for end in ends)]
    starts.pop()
    words = items.__getitem__
    keys = set(zip(map(words, starts), map(sub, ends, starts), map(words, ends), strict=True))
    if any(distance > 3 and name in _CHECKED for name, distance, _ in keys):
        known = grammar.dialect.known
        for start, end in zip(starts, ends, strict=True):
            if (
                end - start > 3
                and items[start] in _CHECKED
                and any(word not in _WORDS and known(str(word)) for word in items[start + 2 : end])
            ):
                return True
    unknown = keys - grammar.fine
    if not unknown:
        return False
    clear = True
    fine = []
    for key in unknown:
        name, distance, mark = key
        if distance and (grammar.verdict(str(name), distance - 1, mark == "{")):
            clear = False
        else:
            fine.append((str(name), distance, str(mark)))
    if len(grammar.fine) < 100_000:
        grammar.fine.update(fine)
    return not clear


def survey(tokens: Tokens, grammar: Grammar) -> Survey:
    """Look at each directive's name, number of arguments and whether a block follows."""
    items = tokens.items
    odd: list[int] = []
    misfits: list[int] = []
    entries: list[int] = []
    pairs = False
    verdicts = grammar.verdicts
    skip = -1
    start = 0
    for end in [index for index, token in enumerate(items) if token in _MARKS]:
        mark = items[end]
        if mark.quote:
            continue
        count = end - start - 1
        if count >= 0 and start > skip:
            key = (items[start], count, mark == "{")
            verdict = verdicts.get(key)
            if verdict is None:
                verdict = grammar.verdict(str(items[start]), count, mark == "{")
            if not verdict and count > 1 and items[start] in _CHECKED:
                known = grammar.dialect.known
                for index in range(start + 2, end):
                    if items[index] not in _WORDS and known(str(items[index])):
                        misfits.append(start)
                        break
            elif verdict:
                if verdict == 1:
                    odd.append(start)
                elif items[end - 1].quote != "{":
                    misfits.append(start)
            if mark == "{" and items[start] in _FREE:
                skip = tokens.matches.get(end, skip)
                pairs = items[start] in _PAIRS
        elif pairs and count > 1:
            entries.append(start)
        start = end + 1
    if start < len(items) and start > skip:
        misfits.append(start)
    return Survey(odd, misfits, entries)
