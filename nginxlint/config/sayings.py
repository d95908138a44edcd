"""Words that several findings about two places share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.known import same_line

if TYPE_CHECKING:
    from nginxlint.syntax.tree import Directive


def place_of(directive: Directive) -> str:
    """A directive's place in words: ``line 3`` or, seen from elsewhere, ``site.conf:3``."""
    return f"{directive.source.name}:{directive.line}"


def seen_from(directive: Directive, other: Directive) -> str:
    """Where ``other`` stands, for somebody who looks at ``directive``."""
    if directive.source is other.source:
        return f"line {other.line}"
    return place_of(other)


def twice_read(directive: Directive, other: Directive) -> str | None:
    """What to say if two directives are one line of a file that is included twice, else ``None``."""
    if not same_line(directive, other):
        return None
    return (
        f"`{directive.source.name}` is read twice here: an `include` names it again. "
        "Take one of the includes out."
    )
