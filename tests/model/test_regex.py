"""The parser of patterns against PCRE2 itself, and what is said of captures."""

from __future__ import annotations

from contextlib import suppress

import pcre2
import pytest
from hypothesis import given, settings, strategies as st

from nginxlint.nginx.regex import charset
from nginxlint.nginx.regex.matching import LimitError, matches, search
from nginxlint.nginx.regex.meaning import (
    capture_alphabet,
    ends_anchored,
    filled,
    group_of,
    holding,
    shortest,
    starts_anchored,
    words,
)
from nginxlint.nginx.regex.syntax import Chars, parse

LETTERS = [
    "a",
    "b",
    "x",
    "0",
    "_",
    "/",
    "-",
    "\\.",
    "\\d",
    "\\w",
    "\\s",
    ".",
    "[a-c]",
    "[^/]",
    "[\\w.-]",
    "[[:digit:]x]",
]


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.builds(lambda kind, text: f"({kind}{text})", st.sampled_from(["", "?:", "?>"]), inner)
    repeated = st.builds(
        lambda item, mark, lazy: f"(?:{item}){mark}{lazy}",
        inner,
        st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}"]),
        st.sampled_from(["", "?"]),
    )
    return (
        group
        | repeated
        | st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.lists(inner, min_size=2, max_size=3).map(lambda options: "(?:" + "|".join(options) + ")")
    )


PATTERNS = st.recursive(st.sampled_from(LETTERS), _joined, max_leaves=10)


@given(PATTERNS)
@settings(max_examples=200, deadline=None)
def test_what_is_made_from_a_pattern_fits_it(pattern: str) -> None:
    regex = parse(pattern)
    assert regex is not None
    compiled = pcre2.compile(pattern.encode(), jit=False)
    assert regex.groups == compiled.groups
    if "(?>" in pattern:
        return  # an atomic group may keep what comes after it from fitting
    with suppress(LimitError):
        assert search(f"^(?:{pattern})$", False, shortest(regex.tree)) is not None


@given(PATTERNS, st.text(alphabet="abx0_/-.d \n", max_size=8))
@settings(max_examples=200, deadline=None)
def test_captures_hold_only_their_alphabet(pattern: str, subject: str) -> None:
    pattern = f"({pattern})"
    try:
        found = search(pattern, False, subject)
    except LimitError:
        return
    if found is None:
        return
    for number, capture in enumerate(found.groups):
        allowed = capture_alphabet(pattern, False, number)
        assert allowed is not None
        assert not charset.of(capture or "") & ~allowed


@pytest.mark.parametrize(
    "pattern",
    [
        r"a{,3}",
        r"\x{41}",
        r"(?R)",
        r"(?1)a()",
        r"\p{L}",
        r"(?(1)a|b)",
        r"(*UTF8)a",
        r"a(",
        r"[a",
        r"(?<n",
        r"\12",
        "[\\",
        "(" * 100 + ")" * 100,
    ],
)
def test_nothing_is_said_of_what_is_not_known(pattern: str) -> None:
    assert parse(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "text", "other"),
    [
        (r"[]a]+", "]a", "b"),
        (r"[^]a]", "b", "]"),
        (r"[a\-z]", "-", "b"),
        (r"\Q.*\E", ".*", "ab"),
        (r"(?i)é?AB", "\xc3\xa9Ab", "ab"),
        (r"(?x) a  b # c", "ab", "a b"),
        (r"\x41\x42", "AB", "A"),
        (r"(?i:a)B", "AB", "Ab"),
        (r"a(?#comment)b", "ab", "a"),
        (r"[[:^digit:]]", "a", "1"),
        (r"\N", "a", "\n"),
        (r"a++b", "aab", "b"),
    ],
)
def test_syntax_means_what_pcre2_means(pattern: str, text: str, other: str) -> None:
    regex = parse(pattern)
    assert regex is not None
    assert matches(pattern, False, text)
    assert not matches(f"^(?:{pattern}\n)$", False, other)
    assert matches(pattern, False, shortest(regex.tree))


def test_groups_are_numbered_and_named() -> None:
    regex = parse(r"^/(?<first>a|b)/(?P<second>(c)d)(?'third'e)")
    assert regex is not None
    assert regex.groups == 4
    assert regex.names == {"first": 1, "second": 2, "third": 4}
    found = group_of(regex.tree, 3)
    assert found is not None
    assert found.item == Chars(charset.of("c"))


@pytest.mark.parametrize(
    ("pattern", "start", "end"),
    [
        ("^/a$", True, True),
        ("/a", False, False),
        ("^a|^b", True, False),
        ("^a|b", False, False),
        (r"(^a\z)", True, True),
    ],
)
def test_anchors(pattern: str, start: bool, end: bool) -> None:
    assert starts_anchored(pattern) == start
    assert ends_anchored(pattern) == end


@pytest.mark.parametrize(
    ("pattern", "mark", "holds"),
    [
        (r"^/x/([^/]+)$", "\n", True),
        (r"^/x/(.*)$", "\n", False),
        (r"^/x/(.*)$", "\r", True),
        (r"^/x/(?s)(.*)$", "\n", True),
        (r"^/x/([^/\s]+)$", "\n", False),
        (r"^/x/([a-z]+)$", ".", False),
        (r"^/x/(\W*)$", "\n", True),
        (r"^/x/((?!\n).)$", "\n", False),
    ],
)
def test_what_a_capture_holds_is_proven(pattern: str, mark: str, holds: bool) -> None:
    witness = holding(pattern, False, 1, charset.of(mark), path=True)
    assert (witness is not None) == holds
    if witness is not None:
        assert mark in witness.capture
        found = search(pattern, False, witness.subject)
        assert found is not None
        assert found.groups[1] == witness.capture


def test_a_capture_begins_with_a_text() -> None:
    assert filled(r"^/images(.*)$", False, 1, "../x", path=True) is not None
    assert filled(r"^/images([^.]*)$", False, 1, "..", path=True) is None
    assert filled(r"^/images(?<rest>/.*)$", False, "rest", "..", path=True) is None


def test_closed_lists_of_words() -> None:
    def listed(pattern: str, caseless: bool = False) -> tuple[str, ...] | None:
        regex = parse(pattern, caseless)
        assert regex is not None
        return words(regex.tree, 16)

    assert listed("(en|fr|de)") == ("en", "fr", "de")
    assert listed("https?", caseless=True) == ("https", "http")
    assert listed("a.") is None
    assert listed("a*") is None
