"""Patterns for one's own sites: what gets by is found by matching."""

from __future__ import annotations

from typing import Literal

import pytest

from nginxlint.nginx.regex.matching import matches
from nginxlint.nginx.regex.origins import bypass


@pytest.mark.parametrize(
    ("pattern", "header", "serious"),
    [
        (r"^https://.*example\.com", "origin", True),
        (r"yandex.ru", "origin", True),
        (r"^https://([^/]+)?example\.com$", "origin", True),
        (r"^https?://some.example\.com/", "referer", True),
        (r"https://example\.com/", "referer", True),
        (r"^https://example\.com", "referer", True),
        (r"^https?://([^/]+\.)?a\.example/|([^/]+\.)?b\.example/", "referer", True),
        (r"^https://example.com/", "referer", False),
        (r"https://example\.com$", "origin", False),
        (r"^https://example\.com/", "origin", False),
        (r"^example\.com$", "origin", False),
    ],
)
def test_bypasses(pattern: str, header: Literal["origin", "referer"], serious: bool) -> None:
    found = bypass(pattern, False, header)
    assert found is not None
    assert found.serious == serious
    assert matches(pattern, False, found.value)


@pytest.mark.parametrize(
    ("pattern", "header"),
    [
        (r"^https://([a-z0-9-]+\.)?example\.com$", "origin"),
        (r"^https://([A-Za-z0-9\-]+\.)?example\.com(?::[0-9]{1,5})?$", "origin"),
        (r"^https?://l.o\.example\.com$", "origin"),
        (r"^https?://example\.com($|/)(?P<path>.*)", "referer"),
        (r"^https://(?>www\.)example\.com/", "referer"),
        (r"^https://(www\.)*+example\.com$", "origin"),
    ],
)
def test_tight_patterns(pattern: str, header: Literal["origin", "referer"]) -> None:
    assert bypass(pattern, False, header) is None


def test_own_domains_and_https() -> None:
    assert bypass(r"^https?://example\.com$", False, "origin", https_only=True) is not None
    assert bypass(r"^https://example\.com$", False, "origin", ("example.com",), True) is None
    assert bypass(r"^https://www\.example\.org$", False, "origin", ("example.com",)) is not None
