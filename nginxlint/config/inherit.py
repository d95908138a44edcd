"""Which directive holds in a block: its own, or that of a block around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.kept import kept

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


@kept
def _levels(_: Configuration) -> dict[str, dict[int, list[Directive]]]:
    """Directives by name and by the block (its identity, 0 for the top); filled as they are asked for."""
    return {}


def _by_block(configuration: Configuration, name: str) -> dict[int, list[Directive]]:
    levels = _levels(configuration)
    found = levels.get(name)
    if found is None:
        found = levels[name] = {}
        for directive in configuration.named(name):
            parent = directive.parent
            key = 0 if parent is None else id(parent)
            if key in found:
                found[key].append(directive)
            else:
                found[key] = [directive]
    return found


def own(configuration: Configuration, block: Directive, name: str) -> list[Directive]:
    """The directives of that name that stand directly in ``block``."""
    return _by_block(configuration, name).get(id(block), [])


def effective(configuration: Configuration, block: Directive, *names: str) -> list[Directive]:
    """The directives of these names in ``block``, or else in the nearest block around it that has any.

    In a fragment its top level is the last of these blocks. Those of several names come name by name.
    """
    by_block = [found for name in names if (found := _by_block(configuration, name))]
    if not by_block:
        return []
    around: Directive | None = block
    if len(by_block) == 1:
        found = by_block[0]
        while around is not None:
            if id(around) in found:
                return list(found[id(around)])
            around = around.parent
    while around is not None:
        place = id(around)
        for found in by_block:
            if place in found:
                return [directive for found in by_block for directive in found.get(place, ())]
        around = around.parent
    if configuration.context not in (None, "main"):
        return [directive for found in by_block for directive in found.get(0, ())]
    return []


def value(configuration: Configuration, block: Directive, name: str, arg: int = 0) -> str | None:
    """The argument number ``arg`` of the directive that holds in ``block``, ``None`` if none does."""
    found = effective(configuration, block, name)
    return str(found[0].args[arg]) if found and len(found[0].args) > arg else None
