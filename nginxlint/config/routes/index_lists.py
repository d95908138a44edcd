"""Lists of ``index`` files that say again what holds already (ngx_http_index_merge_loc_conf)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective
from nginxlint.config.known import from_template, is_shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_SEVERAL = 3
"""Blocks beside one another from which on a list is worth a line around them."""


class Repeated(NamedTuple):
    """Lines with the same list: ``outer`` sets it around them, ``None`` if nothing does yet.

    ``where`` names the block in which one line is enough.
    """

    where: str
    outer: Directive | None
    lines: list[Directive]


def repeated_indexes(configuration: Configuration) -> Iterator[Repeated]:
    """The lists that a block inherits all the same, and those that several blocks of one block have."""
    first: dict[int, Directive] = {}
    inherited: dict[int, Repeated] = {}
    beside: dict[tuple[int, tuple[str, ...]], Repeated] = {}
    for block, lines in _by_block(configuration).items():
        around, line = block.parent, lines[0]
        held = configuration.around("index") if around is None else effective(configuration, around, "index")
        if len(lines) > 1 or is_shared(configuration, line) or from_template(configuration, line, *held):
            continue
        if not held:
            if around is not None and line.reading is around.reading:
                key = (id(around), tuple(line.args))
                beside.setdefault(key, Repeated(str(around.name), None, [])).lines.append(line)
        elif [arg for one in held for arg in one.args] == line.args:
            # What the block around only says again comes from further out.
            outer = first[id(line)] = first.get(id(held[0]), held[0])
            inherited.setdefault(id(outer), Repeated(str(outer.context), outer, [])).lines.append(line)
    yield from inherited.values()
    yield from (one for one in beside.values() if len(one.lines) >= _SEVERAL)


def _by_block(configuration: Configuration) -> dict[Directive, list[Directive]]:
    found: dict[Directive, list[Directive]] = {}
    for line in configuration.named("index"):
        if line.parent is not None:
            found.setdefault(line.parent, []).append(line)
    return found
