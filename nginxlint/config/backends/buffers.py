"""Buffers for the answers of the servers behind: do their sizes fit together?

ngx_http_proxy_merge_loc_conf in src/http/modules/ngx_http_proxy_module.c and its like for
fastcgi, uwsgi and scgi.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known
from nginxlint.nginx.values import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

PAGE = 4096
"""Bytes of a memory page, of which nginx makes its buffers if nothing is set."""

_SETTINGS = (
    "buffer_size",
    "buffers",
    "busy_buffers_size",
    "temp_file_write_size",
    "max_temp_file_size",
)


class Misfit(NamedTuple):
    """``directives`` of one family whose values can't hold together in a block.

    ``kind``: few (one buffer only), busy-small, busy-large, write-small, file-small (the value is
    smaller than a buffer). ``value`` is the one that is wrong, ``bound`` what it is held against.
    """

    family: str
    kind: str
    directives: list[Directive]
    value: int
    bound: int


def misfits(configuration: Configuration) -> Iterator[Misfit]:
    """What nginx refuses of the buffers' sizes: in each block that sets one of them.

    It compares the sizes in servers and what is in them; those set in ``http`` count in its servers.
    """
    for family in ("proxy", "fastcgi", "uwsgi", "scgi"):
        names = [f"{family}_{setting}" for setting in _SETTINGS]
        blocks: dict[int, Directive] = {}
        for directive in configuration.named(*names):
            block = directive.parent
            if block is not None and str(directive.context).partition("-")[0] != "stream":
                blocks[id(block)] = block
        for block in blocks.values():
            if not inherits_known(configuration, block):
                continue
            if block.name == "http" and not any(
                server.is_block and not any(child.name in names for child in server.children or ())
                for server in block.all("server")
            ):
                continue
            found = _misfit(configuration, family, block)
            if found is not None:
                yield found


def _misfit(configuration: Configuration, family: str, block: Directive) -> Misfit | None:
    lines = {setting: effective(configuration, block, f"{family}_{setting}") for setting in _SETTINGS}
    held = {setting: found[0] if found and found[0].args else None for setting, found in lines.items()}
    number, each = 8, PAGE
    buffers = held["buffers"]
    if buffers is not None:
        if len(buffers.args) != 2:
            return None
        count, size_ = numbers.number(str(buffers.args[0])), numbers.size(str(buffers.args[1]))
        if count is None or size_ is None:
            return None
        number, each = count, size_
    sizes: dict[str, int | None] = {}
    for setting in ("buffer_size", "busy_buffers_size", "temp_file_write_size", "max_temp_file_size"):
        one = held[setting]
        sizes[setting] = None if one is None else numbers.size(str(one.args[0]))
        if one is not None and sizes[setting] is None:
            return None
    first = sizes["buffer_size"]
    largest = max(PAGE if first is None else first, each)
    busy = sizes["busy_buffers_size"]
    write, file = sizes["temp_file_write_size"], sizes["max_temp_file_size"]
    busy = 2 * largest if busy is None else busy

    def say(kind: str, value: int, bound: int, *settings: str) -> Misfit:
        found = [one for setting in settings if (one := held[setting]) is not None]
        return Misfit(family, kind, found, value, bound)

    if number < 2:
        return say("few", number, 2, "buffers")
    if busy < largest:
        return say("busy-small", busy, largest, "busy_buffers_size", "buffer_size", "buffers")
    if busy > (number - 1) * each:
        return say("busy-large", busy, (number - 1) * each, "busy_buffers_size", "buffer_size", "buffers")
    if write is not None and write < largest:
        return say("write-small", write, largest, "temp_file_write_size", "buffer_size", "buffers")
    if file is not None and file != 0 and file < largest:
        return say("file-small", file, largest, "max_temp_file_size", "buffer_size", "buffers")
    return None
