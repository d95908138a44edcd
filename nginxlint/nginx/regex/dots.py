"""Dots in patterns that are meant as dots and match any character."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nginxlint.nginx.regex.matching import matches
from nginxlint.nginx.regex.meaning import typical
from nginxlint.nginx.regex.syntax import parse

_EXTENSIONS = (
    "php|html|htm|shtml|js|css|json|xml|txt|png|jpg|jpe|jpeg|gif|ico|svg|svgz|webp|woff|woff2|ttf|otf|eot|map"
    "|pdf|zip|gz|tgz|mp3|mp4|flv|swf|avi|doc|docx|xls|xlsx|asp|aspx|jsp|cgi|pl|py|rb|yml|yaml|md|sh|sql|log|ini"
    "|bak|git|env|htaccess|htpasswd|jpe\\?g|html\\?|woff2\\?|php\\d"
)
_EXTENSION = re.compile(rf"\(?(?:\?:)?(?:{_EXTENSIONS})(?![\w-])")
_HOST = re.compile(r"[a-z0-9-]+(?:[.\\)|:$/]|$)", re.IGNORECASE)


class Loose(NamedTuple):
    """A dot that matches any character: ``example`` is found, and would not be with the dot escaped.

    ``wide``: no name stands before it, so that all kinds of texts fit.
    """

    at: int
    fixed: str
    example: str
    wide: bool


@lru_cache(maxsize=2048)
def loose_dot(pattern: str, caseless: bool, *, host: bool) -> Loose | None:
    """The first dot before an extension (or between the labels of a host name) that was not escaped.

    Proven by matching; ``None`` if there is none.
    """
    dots = [at for at in _bare_dots(pattern) if _is_meant(pattern, at, host)]
    regex = parse(pattern, caseless) if dots else None
    if regex is None:
        return None
    fixed = pattern
    for at in reversed(dots):
        fixed = f"{fixed[:at]}\\{fixed[at:]}"
    made = typical(regex.tree)
    for example in [made] if host else ["/" + made.removeprefix("/"), "/x" + made.removeprefix("/")]:
        if matches(pattern, caseless, example) and not matches(fixed, caseless, example):
            return Loose(
                dots[0],
                fixed,
                example.encode("latin-1").decode("utf-8", "replace"),
                not re.search(r"[\w)-]$", pattern[: dots[0]]),
            )
    return None


def _bare_dots(pattern: str) -> list[int]:
    """The dots that are neither escaped nor in brackets nor repeated."""
    if "\\Q" in pattern or "(?x" in pattern:
        return []
    return [
        found.start()
        for found in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\.", pattern, re.DOTALL)
        if found[0] == "." and pattern[found.end() : found.end() + 1] not in ("*", "+", "?", "{")
    ]


def _is_meant(pattern: str, at: int, host: bool) -> bool:
    if host:
        before = pattern[at - 1 : at]
        return (before.isalnum() or before in ")-") and at > 0 and _HOST.match(pattern, at + 1) is not None
    return _EXTENSION.match(pattern, at + 1) is not None
