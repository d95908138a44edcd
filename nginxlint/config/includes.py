"""Files that are read twice into one block."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.known import from_template
from nginxlint.config.zones import FAMILIES
from nginxlint.files.system import has_magic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive, Document, Reading


class ReadAgain(NamedTuple):
    """Files that ``include`` reads into a block which ``first`` has read into it already.

    ``whole``: the line names this one file and brings nothing else. ``adds``: a line that then does its work
    twice, ``None`` if there is none and the second reading changes nothing.
    """

    include: Directive
    first: Directive
    files: list[Document]
    whole: bool
    adds: Directive | None


_NOTICED = frozenset(
    (
        *("server", "location", "upstream", "log_format", "load_module", "events", "http", "stream", "types"),
        *("limit_req", "limit_conn", "limit_req_zone", "limit_conn_zone"),
        *(f"{family}_cache_path" for family in FAMILIES),
    )
)
"""Blocks and lines of which nginx itself says that they are there twice."""

_ADDS = frozenset(("add_header", "add_trailer", "access_log", "error_log", "mirror", "rewrite", "sub_filter"))
"""Lines that do something once more for each time they stand there, as do fields and parameters."""


def read_again(configuration: Configuration) -> Iterator[ReadAgain]:
    """The includes that read a file into a block for a second time, so that its lines hold twice.

    What nginx notices by itself is left to it, and so are files between which a ``set`` changes a variable
    that they may use. Where it changes nothing, only two lines of one file are a slip.
    """
    first: dict[tuple[int, int], Reading] = {}
    again: dict[int, Reading] = {}
    found: dict[tuple[int, int], ReadAgain] = {}
    for reading in configuration.readings:
        include = reading.include
        if include is None:
            continue
        key = (0 if include.parent is None else id(include.parent), id(reading.document))
        before = first.setdefault(key, reading)
        if before is reading:
            continue
        again[id(reading)] = reading
        one = before.include
        if one is None or id(include.reading) in again or from_template(configuration, include, one):
            continue
        lines = _lines(configuration, include, reading)
        if not lines or _is_noticed(configuration, lines) or _is_set_between(configuration, one, include):
            continue
        adds = next(filter(_does_it_twice, lines), None)
        if adds is None and one.source is not include.source:
            continue
        pair = (id(one), id(include))
        if pair not in found:
            found[pair] = ReadAgain(include, one, [], not has_magic(str(include.args[0])), adds)
        found[pair].files.append(reading.document)
    yield from found.values()


def _beside(configuration: Configuration, directive: Directive) -> list[Directive]:
    parent = directive.parent
    return configuration.directives if parent is None else parent.children or []


def _lines(configuration: Configuration, include: Directive, reading: Reading) -> list[Directive]:
    """What a reading brought into the block, through further includes too."""
    return [
        line
        for line in _beside(configuration, include)
        if line.name != "include"
        and (line.reading is reading or any(one.reading is reading for one in line.reading.chain()))
    ]


def _is_noticed(configuration: Configuration, lines: list[Directive]) -> bool:
    for line in lines:
        fact = None if line.context is None else configuration.dialect.find(line.name, line.context)
        if fact is None or fact.once or (line.name in _NOTICED and not _does_it_twice(line)):
            return True
    return False


def _does_it_twice(line: Directive) -> bool:
    if line.name == "server":
        return line.context in ("upstream", "stream-upstream")
    return line.name in _ADDS or line.name.endswith(("_set_header", "_param"))


def _is_set_between(configuration: Configuration, first: Directive, include: Directive) -> bool:
    beside = _beside(configuration, include)
    between = beside[beside.index(first) : beside.index(include)]
    return any(line.name == "set" and line.reading is include.reading for line in between)
