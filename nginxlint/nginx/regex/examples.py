"""Paths that a pattern fits, as a reader would choose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.regex.automaton import path_found
from nginxlint.nginx.regex.matching import matches
from nginxlint.nginx.regex.meaning import shortest, typical
from nginxlint.nginx.regex.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Iterator


def example_paths(pattern: str, caseless: bool, begin: str = "/") -> Iterator[str]:
    """Paths beginning with ``begin`` in which a pattern is really found, the most natural ones first."""
    for path in dict.fromkeys(_tried(pattern, caseless, begin)):
        if path.startswith(begin) and matches(pattern, caseless, path.encode().decode("latin-1")):
            yield path


def _tried(pattern: str, caseless: bool, begin: str) -> Iterator[str]:
    regex = parse(pattern, caseless)
    if regex is None:
        return
    for made in (typical(regex.tree), shortest(regex.tree)):
        rest = made.removeprefix("/")
        begins = (f"{begin}x", begin) if rest.startswith(".") else (begin, f"{begin}x")
        for tried in (made, *(one + rest for one in begins), f"{begin.rstrip('/')}/x/{rest}", f"{made}x"):
            path = _text(tried)
            if not any(one in path for one in ("//", "/.", "\n")):
                yield path
    found = path_found(pattern, caseless, merged=False)
    if found:
        yield _text(found)


def _text(path: str) -> str:
    return path.encode("latin-1").decode("utf-8", "replace")
