"""The servers of a configuration: where they listen, what they are called, what holds in them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective
from nginxlint.config.kept import kept
from nginxlint.config.known import open_blocks
from nginxlint.nginx.values.addresses import parse_url

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


class Listen(NamedTuple):
    """One ``listen`` of a server, or the one that nginx assumes where there is none.

    ``host`` is the address as nginx compares it ("0.0.0.0" for all of IPv4, "[::]" for all of IPv6),
    ``port`` the port, ``None`` for a unix socket, whose path is in ``path``. ``directive`` is ``None``
    if assumed.
    """

    directive: Directive | None
    host: str
    port: int | None
    path: str | None = None
    last_port: int | None = None

    @property
    def options(self) -> frozenset[str]:
        """The words after the address."""
        return frozenset() if self.directive is None else frozenset(self.directive.args[1:])

    @property
    def ssl(self) -> bool:
        """Whether TLS is spoken here because of this line (``ssl`` or ``quic``)."""
        return bool(self.options & {"ssl", "quic"})

    @property
    def quic(self) -> bool:
        """Whether this is a UDP listener for HTTP/3."""
        return "quic" in self.options

    @property
    def default(self) -> bool:
        """Whether the server asked to be the default one here."""
        return bool(self.options & {"default_server", "default"})

    @property
    def socket(self) -> tuple[str, int | str | None, bool]:
        """What the operating system tells apart: address, port or path, TCP or UDP."""
        return (self.host, self.path if self.port is None else self.port, self.quic)

    def __str__(self) -> str:
        if self.path is not None:
            return f"unix:{self.path}"
        return f"{self.host}:{self.port}"


class Server:
    """A ``server`` block of http, stream or mail, with what nginx makes of it."""

    def __init__(self, directive: Directive, configuration: Configuration) -> None:
        self.directive = directive
        self._configuration = configuration
        self._held: dict[str, list[Directive]] = {}

    @cached_property
    def listens(self) -> tuple[Listen, ...]:
        """Where it listens; lines that nginx would refuse are left out."""
        found = []
        directives = self.directive.all("listen")
        for directive in directives:
            listen = parse_listen(directive)
            if listen is not None:
                found.append(listen)
        if not directives and self.directive.context == "http":
            # ngx_http_core_server: without listen it is *:80, or *:8000 where nginx isn't run by root.
            found.append(Listen(None, "0.0.0.0", 80))  # noqa: S104
        return tuple(found)

    @cached_property
    def names(self) -> tuple[Token, ...]:
        """The words of its ``server_name`` lines."""
        return tuple(arg for line in self.directive.all("server_name") for arg in line.args)

    @property
    def speaks_tls(self) -> bool:
        """Whether a line of its own makes a listener TLS, or the old ``ssl on``."""
        return any(listen.ssl for listen in self.listens) or self.switched_on("ssl")

    @property
    def is_known(self) -> bool:
        """Whether all that holds in it is known: it and what is around it, up to the top of nginx.conf."""
        return self._configuration.context == "main" and self.complete

    @property
    def is_plain(self) -> bool:
        """Whether it is known that nothing in or around the server makes it speak TLS."""
        if self.speaks_tls or not self.complete:
            return False
        # Before 1.25.1 an "ssl on" around the server could; a fragment doesn't show it.
        return (
            self._configuration.context == "main" or self._configuration.dialect.find("ssl", "server") is None
        )

    def effective(self, name: str) -> list[Directive]:
        """The directives of that name that hold in the server: its own, or those of the block around it."""
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = effective(self._configuration, self.directive, name)
        return held

    def answers(self, host: str) -> bool:
        """Whether one of its names is ``host``: exact, wildcard or regular expression (a regular
        expression counts as yes).
        """
        return any(_matches(str(name).lower(), host.lower()) for name in self.names)

    def switched_on(self, name: str) -> bool:
        """Whether the on/off directive of that name is on in the server."""
        found = self.effective(name)
        return bool(found) and [str(arg).lower() for arg in found[-1].args] == ["on"]

    @property
    def complete(self) -> bool:
        """Whether everything in the block and around it is known: no include in it was left unread."""
        unknown = open_blocks(self._configuration)
        if not unknown:
            return True
        around = (id(block) for block in self.directive.ancestors())
        return unknown.isdisjoint((0, id(self.directive), *around))


def _matches(name: str, host: str) -> bool:
    """Whether a word of ``server_name`` covers a host (ngx_http_server_names in ngx_http.c)."""
    if name.startswith("~"):
        return True
    if name.startswith("*."):
        return host.endswith(name[1:]) and len(host) > len(name) - 1
    if name.startswith("."):
        return host == name[1:] or host.endswith(name)
    if name.endswith(".*"):
        return host.startswith(name[:-1]) and len(host) > len(name) - 1
    return name == host


def parse_listen(directive: Directive) -> Listen | None:
    """What a ``listen`` line means, ``None`` if nginx would refuse its address (ngx_parse_url)."""
    if not directive.args:
        return None
    text = str(directive.args[0])
    if text.startswith("unix:"):
        return Listen(directive, "unix", None, path=text[len("unix:") :])
    url = parse_url(text, listen=True, default_port=80)
    if url.error or not url.port:
        return None
    host = url.host
    if host in ("", "*"):
        host = "0.0.0.0"  # noqa: S104
    return Listen(directive, host.lower(), url.port, last_port=url.last_port)


@kept
def http_servers(configuration: Configuration) -> list[Server]:
    """The http servers, in nginx's order."""
    return [
        Server(directive, configuration)
        for directive in configuration.named("server")
        if directive.is_block and directive.context == "http"
    ]


@kept
def _by_block(configuration: Configuration) -> dict[int, Server]:
    return {id(server.directive): server for server in http_servers(configuration)}


def server_of(configuration: Configuration, block: Directive) -> Server:
    """The server that an http ``server`` block makes."""
    return _by_block(configuration)[id(block)]
