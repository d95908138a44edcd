"""Colours and links of the terminal reports."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style

    Paint = Callable[[str, str], str]

# Only the terminal's own eight colours: they fit the theme that the reader chose.
_STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "title": "bold",
    "gutter": "blue",
    "related": "bold blue",
    "note": "bold",
    "added": "green",
    "removed": "red",
}


def painter(color: bool) -> Paint:
    """Give the function that puts a text in a style's colours; without colour it changes nothing.

    Styles are ``error``, ``warning``, ``info``, ``title``, ``gutter``, ``related``, ``note``,
    ``added`` and ``removed``; the empty style is plain text, and needs no rich.
    """
    if not color:
        return lambda style, text: text  # noqa: ARG005

    def paint(style: str, text: str) -> str:
        return _render(style, text) if style else text

    return paint


def _render(style: str, text: str) -> str:
    from rich.color import ColorSystem

    return _style(style).render(text, color_system=ColorSystem.STANDARD)


@cache
def _style(name: str) -> Style:
    from rich.style import Style

    return Style.parse(_STYLES[name])


def link(text: str, url: str | None) -> str:
    """Make ``text`` a terminal hyperlink (OSC 8) to ``url``, if there is one.

    Rich's own links carry a random id, and the same input has to give the same bytes.
    """
    if not url:
        return text
    return f"\x1b]8;;{safe_url(url)}\x1b\\{text}\x1b]8;;\x1b\\"


def safe_url(url: str) -> str:
    """Percent-encode whatever may not stand in a URL as it is."""
    from urllib.parse import quote

    return quote(url, safe="%/:=&?~#+!$,;'@()*", errors="replace")
