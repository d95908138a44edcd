"""Which directive holds in a block: its own, or that of a block around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


def effective(configuration: Configuration, block: Directive, *names: str) -> list[Directive]:
    """The directives of these names in ``block``, or else in the nearest block around it that has any.

    In a fragment its top level is the last of these blocks.
    """
    around: Directive | None = block
    while around is not None:
        own = (
            around.all(names[0])
            if len(names) == 1
            else [one for one in around.children or () if one.name in names]
        )
        if own:
            return own
        around = around.parent
    return configuration.around(*names)


def value(configuration: Configuration, block: Directive, name: str, arg: int = 0) -> str | None:
    """The argument number ``arg`` of the directive that holds in ``block``, ``None`` if none does."""
    found = effective(configuration, block, name)
    return str(found[0].args[arg]) if found and len(found[0].args) > arg else None
