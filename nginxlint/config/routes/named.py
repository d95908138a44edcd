"""Locations called ``@name``, and what refers to them (ngx_http_named_location)."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, inherits_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.config.blocks.servers import Server
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

_REFERRING = ("try_files", "error_page", "post_action")


class Dangling(NamedTuple):
    """A word that names a location which the server doesn't have; ``names`` are those that it has."""

    line: Directive
    word: Token
    server: Directive
    names: tuple[str, ...]


@kept
def _references(configuration: Configuration) -> dict[int, list[tuple[Directive, Token]]]:
    """The lines whose last word is ``@name``, by the server around them (0: none)."""
    found: dict[int, list[tuple[Directive, Token]]] = {}
    for line in configuration.named(*_REFERRING):
        if line.args and line.args[-1].startswith("@") and "$" not in line.args[-1]:
            server = line.within("server")
            found.setdefault(0 if server is None else id(server), []).append((line, line.args[-1]))
    return found


@kept
def _names(configuration: Configuration) -> dict[int, list[Directive]]:
    """The locations called ``@name``, by their server."""
    found: dict[int, list[Directive]] = {}
    for location in configuration.named("location"):
        if len(location.args) == 1 and location.args[0].startswith("@") and location.children is not None:
            found.setdefault(id(location.parent), []).append(location)
    return found


def dangling(configuration: Configuration) -> Iterator[Dangling]:
    """References to a ``@name`` that the server doesn't have; each line once."""
    references = _references(configuration)
    if not references:
        return
    outside = references.get(0, [])
    told: set[int] = set()
    for server in http_servers(configuration):
        block = server.directive
        lines = references.get(id(block), [])
        if (not lines and not outside) or not server.complete:
            continue
        names = {str(one.args[0]): None for one in _names(configuration).get(id(block), ())}
        for line, word in (*lines, *_inherited(server, outside)):
            if word in names or id(line) in told or from_template(configuration, line, block):
                continue
            told.add(id(line))
            yield Dangling(line, word, block, tuple(names))


def _inherited(server: Server, outside: list[tuple[Directive, Token]]) -> Iterator[tuple[Directive, Token]]:
    """Those of the lines outside of servers that hold in a server which answers requests by itself."""
    if not outside or server.directive.first("return") is not None:
        return
    here = {id(line) for line in server.effective("error_page")}
    for line, word in outside:
        if line.name == "error_page" and id(line) in here:
            yield line, word


def unused(configuration: Configuration) -> Iterator[Directive]:
    """The locations ``@name`` that nothing in the configuration refers to."""
    references = _references(configuration)
    outside = {str(word) for _, word in references.get(0, ())}
    for locations in _names(configuration).values():
        server = locations[0].parent
        if server is None or server.name != "server":
            continue
        left = {str(word) for _, word in references.get(id(server), ())} | outside
        candidates = [location for location in locations if location.args[0] not in left]
        if not candidates or not inherits_known(configuration, server):
            continue
        for location in candidates:
            if not is_idle(configuration, location) or from_template(configuration, location):
                continue
            yield location


def is_idle(configuration: Configuration, location: Directive) -> bool:
    """Whether a location is a ``@name`` which nothing that was read of its server refers to."""
    server = location.parent
    if server is None or not location.args or not location.args[0].startswith("@"):
        return False
    return not _is_mentioned(configuration, server, str(location.args[0]))


def _is_mentioned(configuration: Configuration, server: Directive, name: str) -> bool:
    """Whether a script of the server, or a word but the location's own, may lead to a ``@name``."""
    mentions = _mentions(configuration, server)
    return mentions is None or mentions.count(name) > 1 or _mentions_outside(configuration).count(name) > 0


class _Mentions:
    """What follows each ``@`` in many words, so that nobody looks through all of them for one name."""

    def __init__(self, words: Iterable[str]) -> None:
        self._ends = sorted(
            word[at:] for word in words if "@" in word for at, letter in enumerate(word) if letter == "@"
        )

    def count(self, name: str) -> int:
        """How often words mention a name, or a longer one."""
        return bisect_left(self._ends, f"{name}\U0010ffff") - bisect_left(self._ends, name)


@kept
def _mentions_by_server(_: Configuration) -> dict[int, _Mentions | None]:
    """Filled as they are asked for."""
    return {}


def _mentions(configuration: Configuration, server: Directive) -> _Mentions | None:
    """The words of a server; ``None`` if it has scripts, which may lead anywhere."""
    known = _mentions_by_server(configuration)
    if id(server) not in known:
        known[id(server)] = _words_of(server)
    return known[id(server)]


def _words_of(server: Directive) -> _Mentions | None:
    words: list[str] = []
    for line in server.walk():
        if line.name.endswith("_by_lua_file") or line.name.startswith(("js_", "perl")):
            return None
        words += (line.name, *line.args)
    return _Mentions(words)


@kept
def _mentions_outside(configuration: Configuration) -> _Mentions:
    """The words outside of all servers."""
    return _Mentions(
        word for line in configuration.everything if line.within("server") is None for word in line.args
    )
