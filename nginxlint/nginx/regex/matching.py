"""Really matching with PCRE2, under a limit: what is claimed of a pattern is proven with it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

STEPS = 20_000
"""Match steps that an ordinary question may cost; PCRE2 itself stops at ten million."""


class Match(NamedTuple):
    """A match: itself and its captures (``None``: took no part), as Latin-1 text, and where it begins."""

    groups: tuple[str | None, ...]
    start: int


class LimitError(Exception):
    """PCRE2 gave up: the match took more steps than allowed."""


@lru_cache(maxsize=8192)
def _compiled(pattern: str, caseless: bool, limit: int) -> Any:
    import pcre2  # only configurations with regular expressions pay for it

    text = pattern.encode("utf-8", "surrogateescape")
    try:
        return pcre2.compile(
            b"(*LIMIT_MATCH=%d)" % limit + text, pcre2.IGNORECASE if caseless else 0, jit=False
        )
    except Exception:  # nothing can be said about a pattern that PCRE2 refuses
        return None


def search(pattern: str, caseless: bool, subject: str, limit: int = STEPS) -> Match | None:
    """Look for ``pattern`` in ``subject`` (Latin-1) as nginx does; ``None`` if it isn't there.

    Raises ``LimitError`` if more than ``limit`` steps are needed.
    """
    compiled = _compiled(pattern, caseless, limit)
    if compiled is None:
        return None
    try:
        found = compiled.search(subject.encode("latin-1", "replace"))
    except Exception as error:  # the binding has one class of error for each of PCRE2's codes
        raise LimitError from error
    if found is None:
        return None
    texts = [found.group(number) for number in range(compiled.groups + 1)]
    return Match(tuple(None if text is None else text.decode("latin-1") for text in texts), found.start())


def matches(pattern: str, caseless: bool, subject: str) -> bool:
    """Whether ``pattern`` is found in ``subject``; no, if that takes too long to say."""
    try:
        return search(pattern, caseless, subject) is not None
    except LimitError:
        return False
