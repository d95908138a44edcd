"""How much of a configuration is known: where something may stand that was not read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nginxlint.config.kept import kept

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


SITES = frozenset({"sites-enabled", "conf.d"})
"""Folders whose files nginx reads together."""


@kept
def sees_neighbours(configuration: Configuration) -> bool:
    """Whether the sites beside each one are seen too: in a nginx.conf, or in the folder of the sites."""
    if configuration.context == "main":
        return True
    given = (reading.document.source for reading in configuration.readings if reading.include is None)
    return any(os.path.basename(os.path.dirname(source.path or "")) in SITES for source in given)


@kept
def open_blocks(configuration: Configuration) -> frozenset[int]:
    """The blocks (by identity, 0 for the top) with an ``include`` that was not read."""
    return frozenset(
        0 if unread.include.parent is None else id(unread.include.parent)
        for unread in configuration.unread
        if unread.reason != "empty"
    )


@kept
def _templates(configuration: Configuration) -> frozenset[int]:
    """The files (by identity of the source) that are templates: what stands in them is not all that will.

    Those that only have values put in, as ``envsubst`` does for ``${NAME}``, are none of them.
    """
    return frozenset(
        id(complaint.source)
        for complaint in configuration.complaints
        if complaint.rule == "unrendered-template"
        and complaint.span is not None
        and not complaint.source.text.startswith("$", complaint.span.start)
    )


def from_template(configuration: Configuration, *directives: Directive) -> bool:
    """Whether one of the directives stands in a template.

    There two lines may be two branches, of which only one will be left.
    """
    templates = _templates(configuration)
    return bool(templates) and any(id(one.source) in templates for one in directives)


def all_known(configuration: Configuration) -> bool:
    """Whether this is a whole nginx.conf, read in all its parts, of which none is a template.

    Only then something is known to be defined nowhere.
    """
    return configuration.is_whole and not _templates(configuration)


def nothing_to_come(configuration: Configuration) -> bool:
    """Whether all is known, and no ``include`` of a checkout waits for files that only the server has.

    Only then something is known to be used nowhere. Folders of modules have nothing to wait for.
    """
    return all_known(configuration) and not (
        configuration.place.elsewhere and any("modules" not in unread.path for unread in configuration.unread)
    )


def is_complete(configuration: Configuration, block: Directive) -> bool:
    """Whether everything directly in a block was read, and it is no template."""
    return id(block) not in open_blocks(configuration) and not from_template(configuration, block)


def inherits_known(configuration: Configuration, block: Directive) -> bool:
    """Whether a block and all blocks around it up to the top of nginx.conf were read whole."""
    if configuration.context != "main" or _templates(configuration):
        return False
    unknown = open_blocks(configuration)
    if not unknown:
        return True
    if 0 in unknown or id(block) in unknown:
        return False
    return not any(id(outer) in unknown for outer in block.ancestors())


def all_seen(configuration: Configuration, block: Directive, lines: list[Directive]) -> bool:
    """Whether ``lines`` of the nearest block that has any are all there are: nothing nearer was not read."""
    if not lines:
        return inherits_known(configuration, block)
    level = lines[0].parent
    around: Directive | None = block
    while around is not None:
        if not is_complete(configuration, around):
            return False
        if around is level:
            return True
        around = around.parent
    return 0 not in open_blocks(configuration)


@kept
def _read_again(configuration: Configuration) -> frozenset[int]:
    """The files (by identity of the document) that are read more than once."""
    seen: set[int] = set()
    again: set[int] = set()
    for reading in configuration.readings:
        (again if id(reading.document) in seen else seen).add(id(reading.document))
    return frozenset(again)


def is_shared(configuration: Configuration, directive: Directive) -> bool:
    """Whether a directive stands in a file that is included in several places.

    What is superfluous in one of them may be needed in another.
    """
    return id(directive.reading.document) in _read_again(configuration)


def same_line(one: Directive, other: Directive) -> bool:
    """Whether two directives are one line of text, read twice because its file is included twice."""
    return one.index == other.index and one.reading.document is other.reading.document
