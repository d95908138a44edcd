"""What ``proxy_pass`` sends to the servers behind: header fields and the version of HTTP.

ngx_http_proxy_create_request, ngx_http_proxy_init_headers and ngx_http_proxy_merge_loc_conf in
src/http/modules/ngx_http_proxy_module.c.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from nginxlint.config.destinations import Destination, destinations
from nginxlint.config.headers import Lost
from nginxlint.config.inherit import effective, value
from nginxlint.config.kept import kept
from nginxlint.config.known import inherits_known, is_complete, open_blocks
from nginxlint.config.writing import lines_after, lines_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive
    from nginxlint.text.edit import Edit

About = TypeVar("About")

_SETTERS = {"proxy_set_header": "proxy_pass", "grpc_set_header": "grpc_pass"}
KEPT_BY_DEFAULT = (1, 29, 7)
"""The nginx from which on HTTP/1.1 is spoken and connections are kept by default."""


class Proxied:
    """An http ``proxy_pass`` with what it sends."""

    def __init__(self, passing: Directive, block: Directive, configuration: Configuration) -> None:
        self.passing = passing
        self.block = block
        self._configuration = configuration

    @cached_property
    def destinations(self) -> list[Destination]:
        """The servers that it leads to, empty if not all of them are known."""
        return destinations(self._configuration, self.passing)

    @cached_property
    def lines(self) -> list[Directive]:
        """The ``proxy_set_header`` lines that hold here: those of one block, the nearest that has any."""
        return effective(self._configuration, self.block, "proxy_set_header")

    @cached_property
    def is_known(self) -> bool:
        """Whether no other ``proxy_set_header`` than ``lines`` can hold here."""
        return _all_seen(self._configuration, self.block, self.lines)

    def lines_for(self, field: str) -> list[Directive]:
        """The lines that set a header field (in lower case)."""
        return [line for line in self.lines if len(line.args) == 2 and line.args[0].lower() == field]

    def sets(self, *fields: str) -> bool:
        """Whether one of the header fields (in lower case) is set, be it to nothing."""
        return any(line.args and line.args[0].lower() in fields for line in self.lines)

    def sent(self, field: str) -> str:
        """The text of a header field (in lower case) as it is configured or nginx's own.

        Empty if nginx doesn't send it.
        """
        lines = self.lines_for(field)
        if lines:
            return str(lines[-1].args[1])
        if field == "connection":
            return "" if self._configuration.dialect.version >= KEPT_BY_DEFAULT else "close"
        return "$proxy_host" if field == "host" else ""

    def adding(self, *fields: str) -> Edit:
        """An edit that sets header fields (``Host $host``) without losing those that are set."""
        lines = [f"proxy_set_header {field}" for field in fields]
        return lines_after(self.lines[-1], lines) if self.lines else lines_before(self.passing, lines)

    @cached_property
    def http_version(self) -> str | None:
        """The version of HTTP that is spoken, ``None`` if it is unknown."""
        found = value(self._configuration, self.block, "proxy_http_version")
        if found is not None or not inherits_known(self._configuration, self.block):
            return found
        return "1.1" if self._configuration.dialect.version >= KEPT_BY_DEFAULT else "1.0"


def _all_seen(configuration: Configuration, block: Directive, lines: list[Directive]) -> bool:
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
def proxied(configuration: Configuration) -> list[Proxied]:
    """The ``proxy_pass`` directives of http, in nginx's order."""
    return [
        Proxied(passing, passing.parent, configuration)
        for passing in configuration.named("proxy_pass")
        if passing.parent is not None and passing.args and passing.context != "stream-server"
    ]


def by_server(found: Iterable[tuple[Directive, About]]) -> Iterator[tuple[Directive, About, list[Directive]]]:
    """What is said of a server once: the first place in each server, with the others there."""
    groups: dict[int, list[tuple[Directive, About]]] = {}
    for place, about in found:
        groups.setdefault(id(place.within("server") or place), []).append((place, about))
    for first, *others in groups.values():
        yield *first, [place for place, _ in others]


def lost_fields(configuration: Configuration, name: str) -> Iterator[Lost]:
    """The blocks whose ``proxy_set_header`` (or ``grpc_set_header``) lines replace those around them.

    Only where requests are passed on with them. Lines that say what nginx does anyway are not lost.
    """
    seen: set[int] = set()
    for passing in configuration.named(_SETTERS[name]):
        if passing.parent is None:
            continue
        held = effective(configuration, passing.parent, name)
        block = held[0].parent if held else None
        if block is None or id(block) in seen:
            continue
        seen.add(id(block))
        outer = _around(configuration, block, name)
        names = {line.args[0].lower() for line in held if line.args}
        lost = [
            line for line in outer if _says_more(configuration, line) and line.args[0].lower() not in names
        ]
        if lost and is_complete(configuration, block):
            yield Lost(block, [line for line in held if line.parent is block], lost)


def _around(configuration: Configuration, block: Directive, name: str) -> list[Directive]:
    if block.parent is not None:
        return effective(configuration, block.parent, name)
    return configuration.around(name)


def _says_more(configuration: Configuration, line: Directive) -> bool:
    """Whether a line sets something else than nginx does by itself."""
    if len(line.args) != 2:
        return False
    match line.args[0].lower(), str(line.args[1]).lower():
        case "host", "$proxy_host":
            return False
        case "connection", "close":
            return configuration.dialect.version >= KEPT_BY_DEFAULT
        case "connection", "":
            return configuration.dialect.version < KEPT_BY_DEFAULT
        case "upgrade" | "keep-alive" | "te" | "expect" | "proxy-connection", "":
            return False
    return True


def without_host(configuration: Configuration) -> Iterator[tuple[Directive, Proxied]]:
    """The ``proxy_pass`` lines that send the name in their address as ``Host``, though that is no site's name.

    Not those that have lost a ``Host`` which is set further out, nor those of ``odd_hosts``: they are told of as such.
    """
    for one in proxied(configuration):
        if one.sets("host") or not one.is_known or not one.destinations:
            continue
        if any(found.is_public or _is_odd(found) for found in one.destinations) or _has_lost_host(
            configuration, one
        ):
            continue
        yield one.passing, one


def _has_lost_host(configuration: Configuration, one: Proxied) -> bool:
    level = one.lines[0].parent if one.lines else None
    outer = [] if level is None else _around(configuration, level, "proxy_set_header")
    return any(line.args and line.args[0].lower() == "host" for line in outer)


_HOST_NAME = re.compile(r"[A-Za-z0-9.-]+")


def _is_odd(found: Destination) -> bool:
    """Whether it is an upstream with a name that no host can have (RFC 1123, section 2.1)."""
    return found.upstream is not None and not _HOST_NAME.fullmatch(found.host)


def odd_hosts(configuration: Configuration) -> list[tuple[Directive, list[Proxied]]]:
    """The upstreams whose names are sent as ``Host`` although no host can have them, with what sends them."""
    found: dict[int, tuple[Directive, list[Proxied]]] = {}
    for one in proxied(configuration):
        if one.sets("host") or not one.is_known or _has_lost_host(configuration, one):
            continue
        for destination in one.destinations:
            block = destination.upstream
            if block is not None and _is_odd(destination):
                found.setdefault(id(block), (block, []))[1].append(one)
    return list(found.values())
