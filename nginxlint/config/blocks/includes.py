"""Files that are read twice into one block."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.zones import FAMILIES
from nginxlint.config.known import from_template
from nginxlint.files.system import has_magic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive, Document, Reading


class ReadAgain(NamedTuple):
    """Files that ``include`` reads into a block which ``first`` has read into it already.

    ``whole``: the line names this one file and brings nothing else. ``adds``: the name of a line that then
    does its work twice, ``None`` if there is none and the second reading changes nothing.
    """

    include: Directive
    first: Directive
    files: list[Document]
    whole: bool
    adds: str | None


MAX_LINES = 1000
"""Lines of a block that are looked at for what stands between two includes."""

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
        names = [str(line["directive"]) for line in reading.document.parsed if line["directive"] != "#"]
        if not names or _is_noticed(configuration, names, include.context) or _is_set_between(one, include):
            continue
        adds = next((name for name in names if _does_it_twice(name, include.context)), None)
        if adds is None and one.source is not include.source:
            continue
        pair = (id(one), id(include))
        if pair not in found:
            found[pair] = ReadAgain(include, one, [], not has_magic(str(include.args[0])), adds)
        found[pair].files.append(reading.document)
    yield from found.values()


def _is_noticed(configuration: Configuration, names: list[str], context: str | None) -> bool:
    """Whether nginx itself says of one of the lines that it is there twice, or nobody knows what they do."""
    for name in names:
        fact = None if context is None or name == "include" else configuration.dialect.find(name, context)
        if fact is None or fact.once or (name in _NOTICED and not _does_it_twice(name, context)):
            return True
    return False


def _does_it_twice(name: str, context: str | None) -> bool:
    if name == "server":
        return context in ("upstream", "stream-upstream")
    return name in _ADDS or name.endswith(("_set_header", "_param"))


def _is_set_between(first: Directive, include: Directive) -> bool:
    """Whether a ``set`` stands between two includes of a block, or they are too far apart to tell."""
    block = include.parent
    if block is None or block.name not in ("server", "location", "if"):
        return False
    is_between = False
    for line in islice(block.children or (), MAX_LINES):
        if line is include:
            return False
        is_between = is_between or line is first
        if is_between and line.name == "set" and line.reading is include.reading:
            return True
    return True
