"""Captures of regular expressions, and uses of ``$1`` to ``$9`` that none can fill.

ngx_http_regex_exec in src/http/ngx_http_variables.c: each match replaces the captures of the one before,
so a text sees those of the expression that matched last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.locations import location_of
from nginxlint.config.kept import kept
from nginxlint.config.known import inherits_known, is_complete
from nginxlint.config.variables.variables import uses
from nginxlint.nginx.values.regex import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.config.variables.variables import Use
    from nginxlint.syntax.tree import Directive

MANY = 99
"""Stands for the groups of an expression that can't be counted."""


_OWN_PATTERN = ("proxy_redirect", "proxy_cookie_domain", "proxy_cookie_path", "proxy_cookie_flags")
"""Directives that match an expression of their own right before they use its captures."""


class Empty(NamedTuple):
    """A use of a capture that is always empty: the expressions have ``groups`` at most.

    ``source`` is the directive with the expression, ``None`` where none of the server's has so many.
    """

    use: Use
    groups: int
    source: Directive | None


def _groups(pattern: str) -> int:
    found = compiled(pattern)
    return MANY if found is None or found.error is not None else found.groups


def _matched_by(directive: Directive) -> int:
    """The groups of the expressions in a directive, 0 if it has none."""
    name, args = directive.name, directive.args
    if name == "rewrite" and args:
        return _groups(str(args[0]))
    if name == "location":
        location = location_of(directive)
        return _groups(location.name) if location is not None and location.kind == "regex" else 0
    if name == "if":
        pattern = _condition(directive)
        return 0 if pattern is None else _groups(pattern)
    if name == "server_name":
        return max((_groups(str(arg)[1:]) for arg in args if arg.startswith("~")), default=0)
    return 0


def _condition(block: Directive) -> str | None:
    """The regular expression that an ``if`` matches with ``~`` or ``~*``."""
    args = block.args
    if len(args) == 3 and args[1] in ("~", "~*", "!~", "!~*"):
        return str(args[2])
    return None


@kept
def _everywhere(configuration: Configuration) -> int:
    """The most groups that an expression has which may match at any time: of a ``map``, or a module's."""
    most = 0
    for block in configuration.named("map"):
        for line in block.children or ():
            if line.name.startswith("~"):
                most = max(most, _groups(line.name.removeprefix("~").removeprefix("*")))
    find = configuration.dialect.find
    for name, directives in configuration.by_name.items():
        context = directives[0].context
        fact = None if context is None else find(name, context)
        if fact is not None and fact.source != "core":
            return MANY
    return most


@kept
def _by_server(configuration: Configuration) -> dict[int, int]:
    """The most groups that an expression of each server has."""
    found: dict[int, int] = {}
    for name in ("server_name", "location", "if", "rewrite"):
        for directive in configuration.named(name):
            count = _matched_by(directive)
            if count:
                server = directive.within("server")
                found[id(server)] = max(found.get(id(server), 0), count)
    return found


def _besides(configuration: Configuration, server: Directive, negated: Directive) -> int:
    """The most groups of a server's expressions but for one that did not match."""
    return max(
        (
            _matched_by(one)
            for one in configuration.named("server_name", "location", "if", "rewrite")
            if one is not negated and one.within("server") is server
        ),
        default=0,
    )


def empty(configuration: Configuration) -> Iterator[Empty]:
    """The uses of captures that are empty whatever the request is."""
    for use in uses(configuration):
        if not use.use.capture or use.part != "http":
            continue
        number = int(use.use.name)
        directive = use.directive
        if directive.name == "rewrite":
            groups = _matched_by(directive)
            if number > groups:
                yield Empty(use, groups, directive)
            continue
        if directive.name in _OWN_PATTERN and directive.args[0].startswith("~"):
            groups = _groups(directive.args[0].removeprefix("~").removeprefix("*"))
            if number > groups:
                yield Empty(use, groups, directive)
            continue
        if directive.context == "map":
            key = directive.name
            if key.startswith("~"):
                groups = _groups(key.removeprefix("~").removeprefix("*"))
                if number > groups:
                    yield Empty(use, groups, directive)
            continue
        server = directive.within("server")
        if server is None or not is_complete(configuration, server):
            continue
        outer = directive.parent
        if (
            outer is not None
            and outer.name == "if"
            and directive.name in ("set", "return")
            and outer.args[1:2] in (["~"], ["~*"], ["!~"], ["!~*"])
        ):
            if outer.args[1].startswith("!"):
                groups = _besides(configuration, server, outer)
            else:
                before = [one for one in outer.children or () if one.name == "rewrite"]
                groups = max(map(_matched_by, (outer, *before)))
            if number > max(groups, _everywhere(configuration)):
                yield Empty(use, groups, outer)
            continue
        if not inherits_known(configuration, server):
            continue
        groups = max(_by_server(configuration).get(id(server), 0), _everywhere(configuration))
        if number > groups:
            yield Empty(use, groups, None)
