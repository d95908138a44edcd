"""What servers answer from the machine's own files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nginxlint.config.blocks.locations import location_of
from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.inherit import effective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.servers import Server
    from nginxlint.config.configuration import Configuration
    from nginxlint.host.machine import Machine
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

_HANDLERS = frozenset(
    [
        "proxy_pass",
        "uwsgi_pass",
        "scgi_pass",
        "grpc_pass",
        "memcached_pass",
        "return",
        "stub_status",
        "empty_gif",
        "perl",
        "js_content",
        "content_by_lua",
        "content_by_lua_block",
        "content_by_lua_file",
        "echo",
        "api",
        "status",
        "upstream_conf",
    ]
)
"""Directives that answer without a file. ``fastcgi_pass`` is none: its script lies below the root."""

_UNKNOWN = ("error",)


@dataclass(slots=True)
class Folder:
    """What a ``root`` or ``alias`` names: ``path`` is the part of it before a variable.

    ``is_whole`` says that no variable follows. ``blocks`` are the servers and locations that serve from it.
    """

    line: Directive
    path: str
    is_whole: bool
    blocks: list[Directive] = field(default_factory=list)

    @property
    def word(self) -> Token:
        """The path as it is written."""
        return self.line.args[0]


def folders(configuration: Configuration, machine: Machine) -> list[Folder]:
    """The roots and aliases from which something is served, each line once."""
    found: dict[int, Folder] = {}
    unread = {id(one.include.parent) for one in configuration.unread if one.reason != "empty"}
    for server in http_servers(configuration):
        if server.complete:
            for block in _serving(server.directive, unread):
                for line in effective(configuration, block, "root", "alias")[-1:]:
                    folder = found.get(id(line.name))
                    if folder is None:
                        made = _folder(line, configuration, machine)
                        if made is None:
                            continue
                        folder = found[id(line.name)] = made
                    folder.blocks.append(block)
    return list(found.values())


def _serving(server: Directive, unread: set[int]) -> Iterator[Directive]:
    """The blocks of a server in which requests are answered from files."""
    if id(server) in unread or server.first("return") is not None or _redirects(server):
        return
    locations = [one for one in server.children or () if one.name == "location"]
    if not any(_is_catch_all(one) for one in locations) and not _answers(server):
        yield server
    pending = locations[::-1]
    while pending:
        location = pending.pop()
        if id(location) in unread:
            continue
        if not _answers(location) and (_handles_itself(location)):
            yield location
        pending.extend(one for one in (location.children or ())[::-1] if one.name == "location")


def _redirects(server: Directive) -> bool:
    """Whether a ``rewrite`` in the server itself may send every request elsewhere."""
    return any(
        one.args[1:2] and (one.args[1].startswith(("http://", "https://")) or one.args[-1] == "permanent")
        for one in server.all("rewrite")
    )


def _is_catch_all(location: Directive) -> bool:
    where = location_of(location)
    return where is not None and where.kind == "prefix" and where.name == "/"


def _answers(block: Directive) -> bool:
    return any(one.name in _HANDLERS for one in block.children or ())


def _handles_itself(location: Directive) -> bool:
    """Whether it may serve a file: no ``rewrite``, ``if`` or Lua leads elsewhere, and nobody is shut out."""
    for one in location.children or ():
        if one.name == "deny" and one.args and one.args[0] == "all":
            return False
        if one.name in ("rewrite", "internal", "if") or "_by_lua" in one.name:
            return False
    return True


def _folder(line: Directive, configuration: Configuration, machine: Machine) -> Folder | None:
    if not line.args:
        return None
    word = str(line.args[0])
    literal, dollar, _ = word.partition("$")
    if dollar:
        literal = os.path.dirname(literal)
    if not literal or not literal.strip("/"):
        return None
    path = machine.full(configuration, literal)
    return None if path is None else Folder(line, path, not dollar)


# -- which location a path leads to ----------------------------------------------------------------


def file_of(
    server: Server, uri: str, configuration: Configuration, machine: Machine
) -> tuple[Directive, str] | None:
    """The file that answers ``uri`` in a server, with the ``root`` or ``alias`` line that says so.

    ``None`` if it isn't answered from a file, or nobody can tell without running nginx.
    """
    if not server.complete or server.directive.first("return") is not None:
        return None
    block: Directive = server.directive
    while True:
        found = _locate(block, uri)
        if found is _UNKNOWN:
            return None
        if found is None:
            break
        block = found  # type: ignore[assignment]
    if _answers(block) or any(
        one.name in ("try_files", "rewrite", "if", "fastcgi_pass") or "_by_lua" in one.name
        for one in block.children or ()
    ):
        return None
    lines = effective(configuration, block, "root", "alias")
    if not lines or not lines[-1].args or "$" in lines[-1].args[0]:
        return None
    line = lines[-1]
    base = machine.full(configuration, str(line.args[0]))
    if base is None:
        return None
    if line.name == "root":
        return line, base.rstrip("/") + uri
    where = None if line.parent is None else location_of(line.parent)
    if where is None or where.kind not in ("prefix", "exact") or line.parent is not block:
        return None
    return line, base + uri[len(where.name) :]


def _locate(block: Directive, uri: str) -> Directive | tuple[str, ...] | None:
    """The location directly in a block that nginx takes for ``uri`` (ngx_http_core_find_location)."""
    best: Directive | None = None
    length = -1
    stops = False
    regexes: list[tuple[Directive, str, bool]] = []
    for one in block.children or ():
        where = location_of(one)
        if where is None:
            continue
        if where.kind == "exact" and where.name == uri:
            return one
        if where.kind == "prefix" and uri.startswith(where.name) and len(where.name) > length:
            best, length, stops = one, len(where.name), where.modifier == "^~"
        if where.kind == "regex":
            regexes.append((one, where.name, where.modifier == "~*"))
    if stops:
        return best
    for one, pattern, ignores_case in regexes:
        try:
            if re.search(pattern, uri, re.IGNORECASE if ignores_case else 0):
                return one
        except re.error:
            return _UNKNOWN
    return best
