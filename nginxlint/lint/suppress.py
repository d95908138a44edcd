"""Comments that keep findings quiet: ``# nginxlint: ignore[rule, …] reason``.

At the end of a line it covers that line; on a line of its own the next directive with its whole block;
``ignore-file[…]`` anywhere at the top level covers the file. nginx-lint's form is understood too:
``# nginx-lint:ignore rule,… reason`` covers its line, or the next one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.syntax.tokens import Token, Tokens
    from nginxlint.text.source import Span

_COMMENT = re.compile(r"#\s*nginxlint:\s*(ignore-file|ignore)\b(?:\s*\[([^\]]*)\])?\s*(.*)")
_FOREIGN = re.compile(r"#\s*nginx-lint:ignore\s+([\w,-]+)[ \t]*(.*)")


class Suppression(NamedTuple):
    """One such comment.

    It covers offsets ``start`` up to, not including, ``end``. ``rules`` are the ids it names with their
    places in the comment; ``used`` the ids that hid something.
    ``foreign`` marks another linter's comment, which is taken as it is.
    """

    comment: Token
    kind: str
    rules: tuple[tuple[str, Span], ...]
    reason: str
    start: int
    end: int
    used: set[str]
    foreign: bool = False

    def covers(self, rule: str, start: int | None) -> bool:
        """Whether a finding of ``rule`` whose span begins at ``start`` is hidden; marks the use."""
        if not any(rule == its for its, _ in self.rules):
            return False
        if start is None:
            covered = self.kind == "ignore-file"
        else:
            covered = self.start <= start < self.end or self.kind == "ignore-file"
        if covered:
            self.used.add(rule)
        return covered


def suppressions(tokens: Tokens) -> list[Suppression]:
    """The suppressions in a text; ``tokens`` may be repaired ones."""
    found: list[Suppression] = []
    for comment in tokens.comments:
        if "nginx-lint" in comment:
            found.extend(_foreign(tokens, comment))
        if "nginxlint" not in comment:
            continue
        match = _COMMENT.match(comment)
        if match is None:
            continue
        rules = tuple(
            (word[0], comment.part(match.start(2) + word.start(), match.start(2) + word.end()))
            for word in re.finditer(r"[^\s,]+", match[2] or "")
        )
        start, end = _range(tokens, comment, match[1])
        found.append(Suppression(comment, match[1], rules, match[3].strip(), start, end, set()))
    return found


def _foreign(tokens: Tokens, comment: Token) -> Iterator[Suppression]:
    match = _FOREIGN.match(comment)
    if match is None:
        return
    from nginxlint.lint.peers import NGINX_LINT

    place = comment.part(match.start(1), match.end(1))
    rules = tuple((rule, place) for name in match[1].split(",") for rule in NGINX_LINT.get(name, (name,)))
    start, end = _range(tokens, comment, "ignore")
    end = min(end, _line_end(tokens.source.text, start) + 1)
    yield Suppression(comment, "ignore", rules, match[2].strip(), start, end, set(), foreign=True)


def _range(tokens: Tokens, comment: Token, kind: str) -> tuple[int, int]:
    source = tokens.source
    text = source.text
    if kind == "ignore-file":
        return 0, len(text) + 1
    line_start = text.rfind("\n", 0, comment.start) + 1
    if text[line_start : comment.start].strip():
        return line_start, _line_end(text, comment.end) + 1
    items = tokens.items
    following = bisect_left(items, comment.end, key=lambda token: token.start)
    if following == len(items) or (items[following].is_mark and items[following] == "}"):
        return comment.start, comment.start
    index = following
    while index < len(items) and not items[index].is_mark:
        index += 1
    if index < len(items) and items[index] == "{":
        index = tokens.matches.get(index, len(items) - 1)
    end = items[min(index, len(items) - 1)].end
    return items[following].start, max(end, _line_end(text, end)) + 1


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
