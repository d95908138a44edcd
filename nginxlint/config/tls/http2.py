"""Where HTTP/2 is spoken: ``http2 on`` (from 1.25.1 on), or the word in any ``listen`` of the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.answering import answering
from nginxlint.config.blocks.listening import addresses
from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known
from nginxlint.config.tls.plain_http import is_public, speaks_tls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.listening import Address, Line
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


def _is_on(configuration: Configuration, server: Directive, name: str) -> Directive | None:
    held = effective(configuration, server, name)
    return held[0] if held and [str(arg).lower() for arg in held[0].args] == ["on"] else None


def _by_listen(address: Address) -> bool:
    return any("http2" in line.words for line in address.lines)


class Unguarded(NamedTuple):
    """A default server that takes requests by HTTP/2 whose names it refuses in the handshake."""

    server: Directive
    reject: Directive


def unguarded_defaults(configuration: Configuration) -> Iterator[Unguarded]:
    """The default servers with ``ssl_reject_handshake`` that do not refuse ``/`` by a ``return``."""
    seen: set[int] = set()
    for address in addresses(configuration):
        server = address.default.server
        if address.part != "http" or not address.default.is_default or id(server) in seen:
            continue
        reject = _is_on(configuration, server, "ssl_reject_handshake")
        if reject is None or not speaks_tls(configuration, address):
            continue
        speaks = _by_listen(address) or _is_on(configuration, server, "http2")
        if not speaks or not inherits_known(configuration, server):
            continue
        seen.add(id(server))
        returned = server.first("return") or answering(server, "/").first("return")
        if returned is None or not returned.args or not returned.args[0].startswith("4"):
            yield Unguarded(server, reject)


def without_http2(configuration: Configuration) -> Iterator[Line]:
    """The lines by which a server speaks TLS to others than this machine, but not HTTP/2."""
    seen: set[int] = set()
    for address in addresses(configuration):
        if address.part != "http" or not is_public(address) or _by_listen(address):
            continue
        for line in address.lines:
            server = line.server
            if "ssl" not in line.words or id(server) in seen or not inherits_known(configuration, server):
                continue
            seen.add(id(server))
            if not (
                _is_on(configuration, server, "ssl_reject_handshake")
                or _is_on(configuration, server, "http2")
            ):
                yield line
