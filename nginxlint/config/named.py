"""Locations called ``@name``, and what refers to them (ngx_http_named_location)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, inherits_known
from nginxlint.config.servers import http_servers
from nginxlint.text.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.config.servers import Server
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
        names = tuple(str(one.args[0]) for one in _names(configuration).get(id(block), ()))
        for line, word in (*lines, *_inherited(server, outside)):
            if word in names or id(line) in told or from_template(configuration, line, block):
                continue
            told.add(id(line))
            yield Dangling(line, word, block, names)


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
    for locations in _names(configuration).values():
        for location in locations:
            server, name = location.parent, location.args[0]
            if server is None or server.name != "server":
                continue
            references = _references(configuration)
            if any(word == name for at in (id(server), 0) for _, word in references.get(at, ())):
                continue
            if not inherits_known(configuration, server) or from_template(configuration, location):
                continue
            if not _is_mentioned(configuration, server, location):
                yield location


def _is_mentioned(configuration: Configuration, server: Directive, location: Directive) -> bool:
    """Whether a script of the server or a word anywhere else may lead to a ``@name``."""
    name = str(location.args[0])
    for line in server.walk():
        if line is location:
            continue
        if line.name.endswith("_by_lua_file") or line.name.startswith(("js_", "perl")):
            return True
        if any(name in arg for arg in (line.name, *line.args)):
            return True
    outside = (one for one in configuration.everything if one.within("server") is None)
    return any(name in arg for one in outside for arg in one.args)
