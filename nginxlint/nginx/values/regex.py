"""Regular expressions, as PCRE2 reads them (src/core/ngx_regex.c)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.nginx.problem import Problem
from nginxlint.nginx.values.say import invalid, shown

if TYPE_CHECKING:
    from collections.abc import Iterator


class Compiled(NamedTuple):
    """What PCRE2 says of a pattern: the error and its offset in characters, or the number of
    captures and the names of groups."""

    error: str | None = None
    offset: int = 0
    groups: int = 0
    names: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def compiled(pattern: str, caseless: bool = False) -> Compiled | None:
    """Return what PCRE2 says of ``pattern``, None if the library is not there to be asked."""
    try:
        import pcre2  # only configurations with regular expressions pay for it
    except ImportError:
        return None
    text = pattern.encode("utf-8", "surrogateescape")
    flags = pcre2.IGNORECASE if caseless else 0
    try:
        found = pcre2.compile(text, flags, jit=False)
    except pcre2.PatternError as error:
        said = str(error).partition("; ")[2] or str(error)
        at = max(0, min(int(getattr(error, "pos", 0) or 0), len(text)))
        return Compiled(said, len(text[:at].decode("utf-8", "surrogateescape")))
    except Exception:  # a limit of the binding says nothing about the pattern
        return None
    return Compiled(None, 0, found.groups, tuple(found.groupindex))


#: PCRE2's words -> what to do
_ADVICE = {
    "missing closing parenthesis": "A group is opened with `(` and not closed: add `)`, "
    "or write `\\(` for the character itself.",
    "unmatched closing parenthesis": "There is a `)` too many: take it out, "
    "or write `\\)` for the character itself.",
    "missing terminating ]": "A set is opened with `[` and not closed: add `]`, "
    "or write `\\[` for the character itself.",
    "quantifier does not follow": "`*`, `+`, `?` and `{n}` repeat what stands before them: "
    "write `.*` for any text, or `\\*` for the character itself.",
    "numbers out of order": "Write the smaller number first: `{1,2}`.",
    "range out of order": "A range in `[...]` goes from low to high, as in `a-z`; "
    "write `\\-` for the character itself.",
    "two named subpatterns": "Give each named group a name of its own.",
    "\\ at end of pattern": "A backslash protects the next character, and none follows.",
}


#: what PCRE2 refuses and PCRE took; nginx may be built with either
_ONLY_PCRE2 = ("invalid range in character class", "unrecognized character follows")


def check_regex(arg: int, pattern: str, *, caseless: bool = False, offset: int = 0) -> Iterator[Problem]:
    """Yield a problem if PCRE2 refuses ``pattern``, which begins at ``offset`` in the argument."""
    found = compiled(pattern, caseless)
    error = None if found is None else found.error
    if found is None or error is None:
        return
    at = offset + found.offset
    if any(words in error for words in _ONLY_PCRE2):
        yield Problem(
            "invalid-regex",
            "warning",
            arg,
            f"PCRE2 refuses the regular expression {shown(pattern)} ({error}): "
            "an nginx built with it, as is usual since 1.21.5, does not start",
            "Write a plain `-` in a set as `\\-`, and a plain letter without a backslash.",
            start=min(at, offset + max(0, len(pattern) - 1)),
            end=min(at + 1, offset + len(pattern)),
        )
        return
    advice = next((text for words, text in _ADVICE.items() if words in error), None)
    yield invalid(
        arg,
        f"the regular expression {shown(pattern)} is broken at character {found.offset + 1} ({error})",
        advice,
        rule="invalid-regex",
        start=min(at, offset + max(0, len(pattern) - 1)),
        end=min(at + 1, offset + len(pattern)),
    )


def groups(pattern: str, caseless: bool = False) -> int | None:
    """Return how many captures a pattern has, None if that can't be told."""
    found = compiled(pattern, caseless)
    return None if found is None or found.error is not None else found.groups
