"""Patterns that cost too much are found, and only with a text that shows it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from nginxlint.nginx.regex import charset
from nginxlint.nginx.regex.ambiguity import Attack, Attacks
from nginxlint.nginx.regex.matching import LimitError, search
from nginxlint.nginx.regex.meaning import shortest
from nginxlint.nginx.regex.origins import bypass
from nginxlint.nginx.regex.syntax import parse


def attack(pattern: str, caseless: bool, letters: int, *, path: bool) -> Attack | None:
    return Attacks().find(pattern, caseless, letters, path=path)


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        (r"^/(a+)+$", "exponential"),
        (r"^/(.|x)+/path$", "exponential"),
        (r"^/((ab)+)+/test$", "exponential"),
        (r"^/(a*)+/files$", "exponential"),
        (r"^(\w+\s?)*$", "exponential"),
        (r"^(([a-z])+.)+[A-Z]([a-z])+$", "exponential"),
        (r"^/.*.*end$", "polynomial"),
        (r"^(?:.+\.(?:inc|.*sql))$", "polynomial"),
    ],
)
def test_costly_patterns(pattern: str, kind: str) -> None:
    found = attack(pattern, False, charset.ALL, path=False)
    assert found is not None
    assert found.kind == kind
    assert len(found.subject) < 2200
    with pytest.raises(LimitError):
        search(pattern, False, found.subject, found.steps)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^/(a|ab)+$",
        r"^/(\w+/)+endpoint$",
        r"^/(foo[a-w]+x|bar[0-8]+9)+$",
        r"^https?://([a-z0-9-]+\.)+com$",
        r"^/([_0-9a-zA-Z-]+/)+core/cache/(.*)$",
        r"^(.+\.php)(/.+)$",
        r"^/(.*)/(.*)/(.*)$",
        r"^/(?:[a-z]++)+$",
        r"^/(?>a+)+$",
        r"\.(?:css|js|png)$",
        r"^/\d{1,10}$",
    ],
)
def test_healthy_patterns(pattern: str) -> None:
    assert attack(pattern, False, charset.ALL, path=False) is None


def test_the_text_keeps_to_its_letters() -> None:
    visible = charset.between(32, 126)
    found = attack(r"^([^/]+\.)*example$", False, visible, path=False)
    assert found is not None
    assert not charset.of(found.subject) & ~visible


def test_a_path_stays_as_nginx_leaves_it() -> None:
    found = attack(r"^/(a*)+/files$", False, charset.ALL, path=True)
    assert found is not None
    assert found.subject.startswith("/")
    assert "//" not in found.subject


@given(st.text(alphabet="ab()*+?|[]{}^$.\\d,1/-:<>=!#x", max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered(pattern: str) -> None:
    found = attack(pattern, False, charset.ALL, path=False)
    assert found is None or found.subject


@pytest.mark.parametrize(
    "pattern", ["(" * 2000 + "a" + ")*" * 2000, "(a|b)*" * 600, "(.*){1,4000}" * 200, "a{1,65535}" * 50]
)
def test_hostile_patterns_end(pattern: str) -> None:
    found = attack(pattern, False, charset.ALL, path=True)
    assert found is None or len(found.subject) < 3000


def test_many_hostile_patterns_end() -> None:
    attacks = Attacks(200_000)
    found = [
        attacks.find(rf"^/(a+){{{number}}}b(.*.*)*c{number}$", False, charset.ALL, path=True)
        for number in range(300)
    ]
    assert found[-1] is None


def test_samples_stay_small() -> None:
    regex = parse(r"(((a{1000}){1000}){1000}){1000}")
    assert regex is not None
    assert len(shortest(regex.tree)) <= 4000
    assert bypass(r"^https://((((a{50}){50}){50}){50}){50}\.example\.com", False, "origin") is None
