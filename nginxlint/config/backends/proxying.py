"""What ``proxy_pass`` sends to the servers behind: header fields and the version of HTTP.

ngx_http_proxy_create_request, ngx_http_proxy_init_headers and ngx_http_proxy_merge_loc_conf in
src/http/modules/ngx_http_proxy_module.c.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from nginxlint.config.answers.headers import Lost
from nginxlint.config.backends.destinations import Destination, destinations
from nginxlint.config.blocks.upstreams import redefined_methods
from nginxlint.config.inherit import effective, value
from nginxlint.config.kept import kept
from nginxlint.config.known import all_seen, inherits_known, is_complete
from nginxlint.config.writing.inserting import lines_above, lines_below, switched_on
from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

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
        return all_seen(self._configuration, self.block, self.lines)

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
        lines = [f"proxy_set_header {field};" for field in fields]
        return lines_below(self.lines[-1], *lines) if self.lines else lines_above(self.passing, *lines)

    @property
    def http_version_line(self) -> Directive | None:
        """The ``proxy_http_version`` that holds here."""
        return next(iter(effective(self._configuration, self.block, "proxy_http_version")), None)

    @cached_property
    def http_version(self) -> str | None:
        """The version of HTTP that is spoken, ``None`` if it is unknown."""
        line = self.http_version_line
        if line is not None:
            return str(line.args[0]) if line.args else None
        if not inherits_known(self._configuration, self.block):
            return None
        return "1.1" if self._configuration.dialect.version >= KEPT_BY_DEFAULT else "1.0"


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

    Only where requests are passed on with them. Lines that say what nginx does anyway are not lost; those
    that a block further out has replaced already are told of there, if requests are passed on with its
    lines.
    """
    used: dict[int, tuple[Directive, list[Directive]]] = {}
    for passing in configuration.named(_SETTERS[name]):
        held = [] if passing.parent is None else effective(configuration, passing.parent, name)
        block = held[0].parent if held else None
        if block is not None:
            used.setdefault(id(block), (block, held))
    for block, held in used.values():
        if not _around(configuration, block, name):
            continue
        names = {line.args[0].lower() for line in held if line.args}
        lost: list[Directive] = []
        around: Directive | None = block
        while around is not None:
            lines = _around(configuration, around, name)
            lost += (
                line
                for line in lines
                if _says_more(configuration, line) and line.args[0].lower() not in names
            )
            names |= {line.args[0].lower() for line in lines if line.args}
            around = lines[0].parent if lines else None
            if id(around) in used:
                break
        if lost and is_complete(configuration, block):
            yield Lost(block, held, lost)


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
    """The ``proxy_pass`` lines that send the name in their address as ``Host``, which is no site's name.

    Not those that have lost a ``Host`` which is set further out, nor those of ``odd_hosts``: they are told
    of as such.
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


class OddHost(NamedTuple):
    """An upstream whose name is sent as ``Host``, although no host can be called so.

    ``passes`` send it; ``others`` is how many send another ``Host`` there.
    """

    upstream: Directive
    passes: list[Proxied]
    others: int


def odd_hosts(configuration: Configuration) -> Iterator[OddHost]:
    """The upstreams whose names are sent as ``Host`` although no host can have them.

    Not by locations that only serve development.
    """
    found: dict[int, tuple[Directive, list[Proxied], list[Proxied]]] = {}
    for one in proxied(configuration):
        for destination in one.destinations:
            block = destination.upstream
            if block is None or not _is_odd(destination):
                continue
            _, passes, others = found.setdefault(id(block), (block, [], []))
            if one.sets("host"):
                others.append(one)
            elif one.is_known and not _has_lost_host(configuration, one) and not _is_for_development(one):
                passes.append(one)
    for block, passes, others in found.values():
        if passes:
            yield OddHost(block, passes, len(others))


_DEVELOPMENT = ("webpack", "hot-update", "sockjs-node", "@vite", "vite-hmr")
"""What paths hold that only tools of development ask for, which don't look at the host."""


def _is_for_development(one: Proxied) -> bool:
    location = one.passing.within("location")
    return location is not None and any(
        sign in word.lower() for word in location.args for sign in _DEVELOPMENT
    )


class HalfUpgrade(NamedTuple):
    """A request that asks for a WebSocket and can't be understood as such.

    ``line`` sets one of its two header fields; ``part`` is what is wrong, ``Connection``, ``Upgrade`` or
    ``HTTP``, and ``sent`` what is sent of it.
    """

    part: Literal["Connection", "Upgrade", "HTTP"]
    sent: str
    line: Directive
    about: Proxied


def half_upgrades(configuration: Configuration) -> Iterator[HalfUpgrade]:
    """Where ``Upgrade`` is passed on without ``Connection: upgrade`` or HTTP/1.1, or the other way round.

    Each block with such lines once.
    """
    seen: set[int] = set()
    for one in proxied(configuration):
        lines = one.lines_for("upgrade") or one.lines_for("connection")
        if not lines or id(lines[0]) in seen or not one.is_known:
            continue
        found = _half(one)
        if found is not None:
            seen.add(id(lines[0]))
            yield HalfUpgrade(*found, lines[0], one)


def _half(one: Proxied) -> tuple[Literal["Connection", "Upgrade", "HTTP"], str] | None:
    match one.sent("upgrade").lower(), one.sent("connection").lower():
        case ("upgrade" | "$connection_upgrade", _):
            return "Upgrade", "upgrade"
        case ("", connection) if "upgrade" in connection and connection != "$http_upgrade":
            return "Upgrade", ""
        case ("", _):
            return None
        case (_, "$http_upgrade"):
            return "Connection", "websocket"
        case (_, connection) if "$" not in connection and "upgrade" not in connection:
            return "Connection", connection
    return ("HTTP", "1.0") if one.http_version == "1.0" else None


class LostKeepalive(NamedTuple):
    """An upstream's ``keepalive`` that keeps no connection of these ``*_pass``; ``about`` those by HTTP."""

    line: Directive
    passes: list[Directive]
    about: list[Proxied]

    def edits(self) -> list[Edit]:
        """What lets the connections be kept."""
        if not self.about:
            return [switched_on(passing, "fastcgi_keep_conn") for passing in self.passes]
        edits = []
        for one in self.about:
            line = one.http_version_line
            if line is not None and one.http_version == "1.0":
                edits.append(Edit.replace(line.args[0].span, "1.1"))
            elif one.http_version == "1.0":
                edits.append(lines_above(one.passing, "proxy_http_version 1.1;"))
            lines = one.lines_for("connection")
            if not lines:
                edits.append(one.adding('Connection ""'))
            elif one.sent("connection").lower() == "close":
                edits.append(Edit.replace(lines[-1].args[1].span, '""'))
        return list(dict.fromkeys(edits))


def lost_keepalives(configuration: Configuration) -> Iterator[LostKeepalive]:
    """The ``keepalive`` lines in vain: the connection is closed after each request.

    Where ``Upgrade`` is passed on it is so on purpose. FastCGI needs ``fastcgi_keep_conn``.
    """
    found: dict[int, LostKeepalive] = {}

    def note(destination: Destination, passing: Directive, one: Proxied | None) -> None:
        block = destination.upstream
        line = None if block is None else block.last("keepalive")
        if line is None or not line.args or line.args[0] == "0" or block is None:
            return
        if all(earlier is not line for _, earlier in redefined_methods(configuration, block)):
            lost = found.setdefault(id(line), LostKeepalive(line, [], []))
            lost.passes.append(passing)
            if one is not None:
                lost.about.append(one)

    for one in proxied(configuration):
        if not any(where.upstream for where in one.destinations) or one.sets("upgrade") or not one.is_known:
            continue
        if one.http_version == "1.0" or (one.http_version and one.sent("connection").lower() == "close"):
            for where in one.destinations:
                note(where, one.passing, one)
    for passing in configuration.named("fastcgi_pass"):
        block = passing.parent
        if block is None or not inherits_known(configuration, block):
            continue
        if str(value(configuration, block, "fastcgi_keep_conn")).lower() != "on":
            for where in destinations(configuration, passing):
                note(where, passing, None)
    yield from found.values()


def compressed_filters(configuration: Configuration) -> list[tuple[Directive, list[Proxied]]]:
    """The ``sub_filter`` lines whose answers may come compressed, with what passes the requests on."""
    found: dict[int, tuple[Directive, list[Proxied]]] = {}
    for one in proxied(configuration):
        filters = effective(configuration, one.block, "sub_filter")
        if filters and one.is_known and not one.sets("accept-encoding"):
            found.setdefault(id(filters[0]), (filters[0], []))[1].append(one)
    return list(found.values())


def unforwarded(configuration: Configuration) -> Iterator[tuple[Directive, list[str]]]:
    """The ``proxy_pass`` lines that don't tell the client's address or scheme, with what is missing."""
    for one in proxied(configuration):
        if not one.is_known or any(where.is_public for where in one.destinations):
            continue
        missing = []
        if not one.sets("x-forwarded-for", "x-real-ip", "forwarded"):
            missing.append("X-Forwarded-For $proxy_add_x_forwarded_for")
        if not one.sets(
            "x-forwarded-proto", "x-forwarded-ssl", "x-forwarded-scheme", "forwarded", "x-scheme"
        ):
            missing.append("X-Forwarded-Proto $scheme")
        if missing:
            yield one.passing, missing


def unkept(configuration: Configuration) -> Iterator[tuple[Directive, Directive]]:
    """The upstreams without ``keepalive`` that HTTP requests are passed to, each with a line that does so."""
    if configuration.dialect.version >= KEPT_BY_DEFAULT:
        return
    seen: set[int] = set()
    for one in proxied(configuration):
        for where in one.destinations:
            block = where.upstream
            if block is None or id(block) in seen:
                continue
            seen.add(id(block))
            if is_complete(configuration, block) and not block.all("keepalive"):
                yield block, one.passing
