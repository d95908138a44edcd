"""Blocks without a directive in them, and what nginx makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.locations import location_of
from nginxlint.config.known import from_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class Empty(NamedTuple):
    """A block with nothing in it, and what follows from that."""

    block: Directive
    meaning: str


def empty_blocks(configuration: Configuration) -> Iterator[Empty]:
    """The empty blocks that look as if they did something.

    ``events``, ``types`` and the like have a meaning when they are empty; an empty ``upstream`` is refused.
    """
    for name, meaning in _MEANINGS.items():
        for block in configuration.by_name.get(name, ()):
            if _is_empty(configuration, block):
                yield Empty(block, meaning.format(block.args[-1] if block.args else name))
    for block in configuration.by_name.get("if", ()):
        if _is_empty(configuration, block):
            yield Empty(block, _if(block))
    for block in configuration.by_name.get("server", ()):
        if block.context == "http" and _is_empty(configuration, block):
            yield Empty(block, "it listens on port 80 and serves the files of `html`")
    prefixes: dict[int, set[str]] = {}
    for block in configuration.by_name.get("location", ()):
        if _is_empty(configuration, block) and not _is_needed(block, prefixes):
            yield Empty(block, "requests are answered as they would be without it")


_MEANINGS = {
    "map": "`{}` is empty for every request",
    "geo": "`{}` is empty for every request",
    "split_clients": "`{}` is empty for every request",
    "limit_except": "no method is refused",
}


def _is_empty(configuration: Configuration, block: Directive) -> bool:
    """Whether nothing stands in a block as it was written: not in a template, nor where a brace was lost."""
    return (
        block.children == []
        and not block.reading.document.repaired
        and not from_template(configuration, block)
    )


def _if(block: Directive) -> str:
    """An ``if`` in a location is a location of its own, which does not inherit what answers requests."""
    around = block.parent
    lost = None if around is None or around.name != "location" else around.first("try_files")
    if lost is None:
        return "nothing comes of the condition"
    return "where the condition holds, the `try_files` of the location is not done"


def _is_needed(block: Directive, prefixes: dict[int, set[str]]) -> bool:
    """Whether an empty location takes requests away from another one, or from the block around it.

    ``prefixes`` keeps the paths of the prefix locations of each block that was asked about.
    """
    location, around = location_of(block), block.parent
    if location is None or location.kind != "prefix" or location.modifier or location.name == "/":
        return True  # an empty "location /" is how people write that files are served
    if around is None or around.name != "server" or around.first("try_files") is not None:
        return True
    if id(around) not in prefixes:
        found = map(location_of, around.all("location"))
        prefixes[id(around)] = {one.name for one in found if one is not None and one.kind == "prefix"}
    shorter = (location.name[:end] for end in range(len(location.name)))
    return not prefixes[id(around)].isdisjoint(shorter)
