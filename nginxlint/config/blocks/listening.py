"""Addresses, the servers that share them, and where their ``listen`` lines contradict one another.

ngx_http_core_listen and ngx_http_add_listen in src/http, ngx_stream_core_listen and
ngx_stream_add_listen in src/stream, ngx_mail_core_listen in src/mail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.inherit import own
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, is_complete, nothing_to_come
from nginxlint.nginx.values.addresses import ipv4, ipv6, parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

Part = Literal["http", "stream", "mail"]

PARTS: tuple[Part, ...] = ("http", "stream", "mail")

MAX_PORTS = 20_000
"""Ports of ranges that are looked at in one configuration."""

PROTOCOLS = ("proxy_protocol", "ssl", "http2")
"""Words of ``listen`` that act on everything that comes in on the address."""

_OPTIONS = (
    "bind",
    "setfib=",
    "fastopen=",
    "backlog=",
    "rcvbuf=",
    "sndbuf=",
    "deferred",
    "ipv6only=",
    "reuseport",
    "multipath",
    "so_keepalive=",
)


_NO_WORDS: frozenset[str] = frozenset()


_Key = tuple[object, ...]
_Socket = tuple[_Key, str]


class Line(NamedTuple):
    """A ``listen`` line of a server with the words after its address.

    ``directive`` is ``None`` where nginx assumes ``*:80``.
    """

    server: Directive
    directive: Directive | None
    words: frozenset[str] = _NO_WORDS

    @property
    def place(self) -> Directive:
        """The line, or the server that has none."""
        return self.server if self.directive is None else self.directive

    @property
    def is_default(self) -> bool:
        """Whether the server asks to be the default one."""
        return "default_server" in self.words or "default" in self.words

    @property
    def own_words(self) -> list[str]:
        """The words after the address that several lines of it may have, as they are written."""
        words = [] if self.directive is None else self.directive.args[1:]
        return [
            str(word)
            for word in words
            if word not in ("default", "default_server") and not word.startswith(_OPTIONS)
        ]

    @property
    def options(self) -> list[str]:
        """The words that set up the socket itself, which one line of an address may do."""
        return [word for word in self.words if word.startswith(_OPTIONS)]


@dataclass(slots=True)
class Address:
    """An address and port with the lines that listen there, in nginx's order.

    ``name`` is how nginx prints it: ``0.0.0.0:80``, ``[::]:443``, ``unix:/run/x``.
    """

    part: Part
    name: str
    lines: list[Line] = field(default_factory=list)

    @property
    def servers(self) -> list[Directive]:
        """The servers that listen there."""
        return list({id(line.server): line.server for line in self.lines}.values())

    @property
    def default(self) -> Line:
        """The line of the default server: the one that asks to be it, or else the first."""
        return next((line for line in self.lines if line.is_default), self.lines[0])

    @property
    def speaks_tls(self) -> bool:
        """Whether a line of any server makes it speak TLS: one is enough for all that listen there."""
        return any("ssl" in line.words or "quic" in line.words for line in self.lines)


class Conflict(NamedTuple):
    """A line that contradicts an ``earlier`` one on the same address.

    ``kind``: twice (one server names the address twice, or two where only one may), options (both set
    up the socket), default (both ask to be the default server), protocol (they differ in ``words``).
    """

    kind: Literal["twice", "options", "default", "protocol"]
    address: Address
    line: Line
    earlier: Line
    words: tuple[str, ...] = ()


@kept
def addresses(configuration: Configuration) -> list[Address]:
    """All addresses of http, stream and mail servers, in the order in which nginx meets them."""
    found: dict[_Key, Address] = {}
    sockets: dict[tuple[str, bool, Part], tuple[_Socket, ...]] = {}
    read: dict[tuple[str, ...], tuple[frozenset[str], list[Address]]] = {}
    room = MAX_PORTS
    for server in configuration.named("server"):
        part = server.context
        if part not in PARTS or server.children is None:
            continue
        lines = own(configuration, server, "listen")
        for directive in lines:
            written = (part, *directive.args)
            if written not in read:
                words: frozenset[str] = frozenset(directive.args[1:])
                udp = "udp" in words or "quic" in words
                text = str(directive.args[0]) if directive.args else ""
                if (text, udp, part) not in sockets:
                    sockets[text, udp, part] = tuple(_sockets(text, udp, part, room))
                    room -= len(sockets[text, udp, part]) - 1
                read[written] = (
                    words,
                    [found.setdefault(key, Address(part, name)) for key, name in sockets[text, udp, part]],
                )
            words, of_line = read[written]
            line = Line(server, directive, words)
            for address in of_line:
                address.lines.append(line)
        if not lines and part == "http" and is_complete(configuration, server):
            # ngx_http_core_server: without listen it is *:80, and *:8000 for who isn't root
            key = ("http", "tcp", 4, 0, 80)
            found.setdefault(key, Address(part, "0.0.0.0:80")).lines.append(Line(server, None))
    return list(found.values())


def _sockets(text: str, udp: bool, part: Part, room: int) -> Iterator[_Socket]:
    """What a line listens on, at most ``room`` ports of a range."""
    if not text or "$" in text:
        return
    url = parse_url(text, listen=True, default_port=80 if part == "http" else 0)
    if url.error:
        return
    kind = "udp" if udp else "tcp"
    if url.family == "unix":
        yield (part, kind, "unix", text, None), text
        return
    if not url.port:
        return
    host: object = url.host.lower()
    shown = url.host
    family: object = "name"
    if url.host in ("", "*"):
        family, host, shown = 4, 0, "0.0.0.0"  # noqa: S104
    elif (number := ipv4(url.host)) is not None:
        family, host = 4, number
    elif (number := ipv6(url.host.strip("[]"))) is not None:
        family, host, shown = 6, number, f"[{url.host.strip('[]')}]"
    last = url.last_port or url.port
    if last == url.port:
        yield (part, kind, family, host, url.port), f"{shown}:{url.port}"
        return
    for port in range(url.port, min(last, url.port + room) + 1):
        yield (part, kind, family, host, port), f"{shown}:{port}"


@kept
def secured(configuration: Configuration) -> frozenset[int]:
    """The http servers (by identity) of which a line makes an address speak TLS."""
    return frozenset(
        id(line.server)
        for address in addresses(configuration)
        if address.part == "http"
        for line in address.lines
        if line.words and not line.words.isdisjoint(("ssl", "quic"))
    )


@kept
def on_tls_addresses(configuration: Configuration) -> frozenset[int]:
    """The http servers (by identity) of which an address speaks TLS, be it by another server's line."""
    return frozenset(
        id(line.server)
        for address in addresses(configuration)
        if address.part == "http" and any("ssl" in one.words for one in address.lines)
        for line in address.lines
    )


@kept
def conflicts(configuration: Configuration) -> list[Conflict]:
    """Where lines contradict earlier ones on their address; nginx stops at each but ``protocol``.

    Each pair of lines comes once, also if ranges make them meet on many ports.
    """
    found: list[Conflict] = []
    seen: set[tuple[str, int, int]] = set()
    apart = configuration.dialect.version >= (1, 25, 5)
    for address in addresses(configuration):
        if len(address.lines) < 2:
            continue
        alone = address.part == "mail" or (address.part == "stream" and not apart)
        if not alone and _agree(address.lines):
            continue
        for conflict in _alone(address) if alone else _shared(address, configuration):
            key = (conflict.kind, id(conflict.line.place), id(conflict.earlier.place))
            if key not in seen and not from_template(
                configuration, conflict.line.place, conflict.earlier.place
            ):
                seen.add(key)
                found.append(conflict)
    return found


def _agree(lines: list[Line]) -> bool:
    """Whether it is plain that lines of different servers don't contradict one another."""
    if len({id(line.server) for line in lines}) < len(lines):
        return False
    written = {line.words: line for line in lines}
    if len({words.intersection(PROTOCOLS) for words in written}) > 1:
        return False
    special = {words for words, line in written.items() if line.is_default or line.options}
    return not special or sum(line.words in special for line in lines) < 2


def _alone(address: Address) -> Iterator[Conflict]:
    """Where one line only may name an address: mail, and stream before 1.25.5."""
    first = address.lines[0]
    for line in address.lines[1:]:
        yield Conflict("twice", address, line, first)


def _shared(address: Address, configuration: Configuration) -> Iterator[Conflict]:
    """ngx_http_add_addresses, line by line."""
    version = configuration.dialect.version
    compares = version >= ((1, 23, 4) if address.part == "http" else (1, 25, 5))
    first = address.lines[0]
    by_server = {id(first.server): first}
    options = first if first.options else None
    default = first if first.is_default else None
    protocols = _Protocols(first)
    for line in address.lines[1:]:
        earlier = by_server.get(id(line.server))
        if earlier is not None:
            yield Conflict("twice", address, line, earlier)
            continue
        by_server[id(line.server)] = line
        sets = bool(line.options)
        if sets and options is not None:
            yield Conflict("options", address, line, options, tuple(line.options))
            continue
        if sets:
            options = line
        if line.is_default:
            if default is not None:
                yield Conflict("default", address, line, default)
                continue
            default = line
        if compares:
            other = protocols.add(line, sets, options)
            if other is not None:
                words = protocols.different(line, other)
                yield Conflict("protocol", address, line, other, words)


def _protocols(line: Line) -> frozenset[str]:
    return line.words.intersection(PROTOCOLS) if line.words else _NO_WORDS


class _Protocols:
    """What nginx keeps of an address to tell whether lines differ in ssl, http2, proxy_protocol."""

    def __init__(self, first: Line) -> None:
        self.all = _protocols(first)
        self.kept: frozenset[str] = frozenset()
        self.is_set = False
        self.changed = False
        self.lines = [first]

    def add(self, line: Line, sets: bool, options: Line | None) -> Line | None:
        """Take a line; give an earlier one that it differs from if nginx warns of it."""
        own, before = _protocols(line), self.all
        if not own <= before:
            warns = (
                (options is not None and options is not line and not sets)
                or self.changed
                or not before <= own
            )
            self.kept, self.changed = before, True
        elif not before <= own:
            warns = sets or (self.is_set and own != self.kept)
            self.kept, self.changed = own, True
        else:
            warns = (sets and self.changed) or (self.is_set and own != self.kept)
            self.kept = own
        self.is_set = True
        self.all = before | own
        other = next((one for one in self.lines if _protocols(one) != own), None) if warns else None
        if len(self.lines) < 2 or _protocols(self.lines[-1]) != own:
            self.lines.append(line)
        return other

    @staticmethod
    def different(one: Line, other: Line) -> tuple[str, ...]:
        """The words that one of two lines has and the other has not."""
        odd = _protocols(one) ^ _protocols(other)
        return tuple(word for word in PROTOCOLS if word in odd)


class Undecided(NamedTuple):
    """A ``server`` that is the default one of several on ``addresses``, since it comes first.

    No line says so. ``lines`` are its own there.
    """

    server: Directive
    addresses: list[Address]
    lines: list[Line]


def undecided(configuration: Configuration) -> Iterator[Undecided]:
    """The servers that answer for unknown names by their place alone; none if not all servers are known."""
    if not nothing_to_come(configuration):
        return
    found: dict[int, Undecided] = {}
    names_in_stream = configuration.dialect.version >= (1, 25, 5)
    for address in addresses(configuration):
        first = address.lines[0]
        if address.part == "mail" or (address.part == "stream" and not names_in_stream):
            continue
        if any(line.is_default for line in address.lines) or len(address.servers) < 2:
            continue
        if all(_only_returns(server) for server in address.servers):
            continue
        one = found.setdefault(id(first.server), Undecided(first.server, [], []))
        one.addresses.append(address)
        if first not in one.lines:
            one.lines.append(first)
    yield from found.values()


def _only_returns(server: Directive) -> bool:
    """Whether a server answers with fixed texts or redirects alone."""
    locations = server.all("location")
    return server.first("return") is not None or (
        bool(locations) and all(one.first("return") is not None for one in locations)
    )


def ipv6_alone(configuration: Configuration) -> Iterator[tuple[Line, int]]:
    """The lines that listen on a port for all of IPv6, where nothing listens on that port for IPv4.

    Not those of an address of which a line says ``ipv6only``, nor if not all servers are known.
    """
    if not nothing_to_come(configuration):
        return
    wide: list[tuple[Address, _Port]] = []
    others: set[_Port] = set()
    for address in addresses(configuration):
        host, _, port = address.name.rpartition(":")
        if not port.isdigit():
            continue
        is_udp = not address.lines[0].words.isdisjoint(("udp", "quic"))
        key = (address.part, is_udp, int(port))
        if not host.startswith("["):
            others.add(key)
        elif ipv6(host.strip("[]")) == 0:
            wide.append((address, key))
    seen: set[int] = set()
    for address, key in wide:
        line = address.lines[0]
        says = any(word.startswith("ipv6only=") for one in address.lines for word in one.words)
        if key not in others and not says and id(line.place) not in seen:
            seen.add(id(line.place))
            yield line, key[2]


def without_ipv6(configuration: Configuration) -> Iterator[tuple[Line, Address | None]]:
    """The lines that listen for all of IPv4 whose server does not listen for IPv6 on that port.

    Only where other servers of the part do, on any port; with the address of IPv6 if it is there already.
    """
    if not nothing_to_come(configuration):
        return
    for part in PARTS:
        wide: dict[_Port, Address] = {}
        narrow: list[tuple[Address, _Port]] = []
        for address in addresses(configuration):
            host, _, port = address.name.rpartition(":")
            if address.part != part or not port.isdigit():
                continue
            key = (part, not address.lines[0].words.isdisjoint(("udp", "quic")), int(port))
            if host == "0.0.0.0":  # noqa: S104
                narrow.append((address, key))
            elif host.startswith("[") and ipv6(host.strip("[]")) == 0:
                wide[key] = address
        if not wide:
            continue
        for address, key in narrow:
            there = wide.get(key)
            has = set() if there is None else {id(line.server) for line in there.lines}
            if there is not None and any("ipv6only=off" in line.words for line in there.lines):
                continue
            yield from ((line, there) for line in address.lines if id(line.server) not in has)


_Port = tuple[Part, bool, int]


class Host(NamedTuple):
    """A host name in ``listen``; ``port`` is the port that was meant, if the name is a slip in one."""

    name: str
    port: str | None


_SLIP = str.maketrans("oOlI", "0011")


def listen_host(directive: Directive) -> Host | None:
    """The host name that a ``listen`` line names, ``None`` if it names an address or is none at all."""
    if not directive.args or directive.context not in ("server", "stream-server", "mail-server"):
        return None
    return _host(str(directive.args[0]))


@lru_cache(maxsize=1024)
def _host(text: str) -> Host | None:
    url = parse_url(text, listen=True, default_port=80)
    if url.error or url.family != "name" or not url.host or "$" in text:
        return None
    port = text.translate(_SLIP)
    is_slip = text[0].isdigit() and port.isdigit() and 1 <= int(port[:9]) <= 65535
    return Host(url.host, port if is_slip else None)
