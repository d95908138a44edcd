"""The addresses that requests are passed to, each once with all its places."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nginxlint.config.blocks.passing import address, unix_socket
from nginxlint.nginx.values.addresses import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass")
_UPSTREAMS = ("upstream", "stream-upstream")
_MAX_OTHERS = 5
_LOCAL_NAMES = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Passing:
    """One place that names the address: ``where`` is the address in its text.

    ``alone`` says that there is no other server in its upstream that could answer in its stead.
    """

    directive: Directive
    where: Token
    alone: bool


@dataclass(slots=True)
class Target:
    """An address: ``socket`` is the path of a unix socket, else ``host`` and ``port`` say where."""

    socket: str | None
    host: str = ""
    port: int = 0
    places: list[Passing] = field(default_factory=list)

    @property
    def is_needed(self) -> bool:
        """Whether in one place no other server could answer."""
        return any(place.alone for place in self.places)

    @property
    def where(self) -> Token:
        """The first place that names it."""
        return self.places[0].where

    @property
    def others(self) -> list[tuple[Token, str]]:
        """Some of the further places, as related places of a finding."""
        return [(place.where, "passed here, too") for place in self.places[1 : 1 + _MAX_OTHERS]]

    @property
    def effect(self) -> str:
        """What happens if nobody answers there."""
        if self.is_needed:
            return "every request that is passed here gets 502"
        return "nginx tries it in vain and turns to the other servers of the upstream"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The IP addresses of a host that needs no look-up: those of ``localhost`` are known."""
        if self.host.lower() == "localhost":
            return _LOCAL_NAMES
        try:
            return (str(ipaddress.ip_address(self.host.strip("[]"))),)
        except ValueError:
            return ()

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine talking to itself."""
        found = [ipaddress.ip_address(one) for one in self.addresses]
        return bool(found) and all(one.is_loopback or one.is_unspecified for one in found)


def targets(configuration: Configuration) -> list[Target]:
    """All addresses that the configuration passes to; those in variables and UDP are left out."""
    found: dict[tuple[str | None, str, int], Target] = {}
    upstreams = {str(block.args[0]).lower() for block in configuration.named("upstream") if block.args}
    for directive, alone in _passings(configuration):
        socket = unix_socket(directive)
        if socket is not None:
            key: tuple[str | None, str, int] = (str(socket), "", 0)
            where = socket
        else:
            text = address(directive)
            if text is None:
                continue
            url = parse_url(
                str(text), uri_part=directive.name == "proxy_pass", default_port=_default_port(directive)
            )
            if url.error or not url.host or not url.port or url.host.lower() in upstreams:
                continue
            key = (None, url.host, url.port)
            where = text
        target = found.get(key)
        if target is None:
            target = found[key] = Target(*key)
        target.places.append(Passing(directive, where, alone))
    return list(found.values())


def _default_port(directive: Directive) -> int:
    """What ngx_http_proxy_pass and ngx_http_upstream_server take for a missing port."""
    if directive.name == "proxy_pass" and directive.context != "stream-server":
        return 443 if directive.args[0].lower().startswith("https://") else 80
    return 80 if directive.name == "server" and directive.context == "upstream" else 0


def _passings(configuration: Configuration) -> Iterator[tuple[Directive, bool]]:
    for directive in configuration.named(*PASSES):
        if directive.args and not _is_udp(directive):
            yield directive, True
    udp = _udp_upstreams(configuration)
    for block in configuration.named("upstream"):
        if block.inner not in _UPSTREAMS or (block.args and str(block.args[0]) in udp):
            continue
        servers = [one for one in block.all("server") if one.args and "down" in one.args[1:]]
        up = [one for one in block.all("server") if one.args and one not in servers]
        for server in up:
            yield server, len(up) == 1


def _is_udp(directive: Directive) -> bool:
    if directive.context != "stream-server" or directive.parent is None:
        return False
    return any("udp" in listen.args[1:] for listen in directive.parent.all("listen"))


def _udp_upstreams(configuration: Configuration) -> set[str]:
    return {
        str(directive.args[0])
        for directive in configuration.named("proxy_pass")
        if directive.args and _is_udp(directive)
    }
