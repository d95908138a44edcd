"""TLS as the servers of a configuration speak it: which settings hold where, and who has the say.

ngx_http_ssl_merge_srv_conf, ngx_http_ssl_servername, ngx_stream_ssl_servername; SSL_set_SSL_CTX of OpenSSL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.blocks.listening import Address, addresses
from nginxlint.config.blocks.required import speaks_tls
from nginxlint.config.inherit import effective
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, inherits_known
from nginxlint.nginx.tls import default_protocols, protocol
from nginxlint.nginx.values.addresses import ipv4

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

BY_NAME = (1, 29, 2)
"""Since this version each server's ``ssl_protocols`` counts, before only that of an address's default one."""


@kept
def tls_addresses(configuration: Configuration) -> list[Address]:
    """The addresses where TLS is spoken: one line with ``ssl`` makes it so for all servers there."""
    return [address for address in addresses(configuration) if address.speaks_tls]


@kept
def speakers(configuration: Configuration) -> dict[int, Directive]:
    """The servers of http, stream and mail that speak TLS, by their identity, in nginx's order."""
    found = {id(line.server) for address in tls_addresses(configuration) for line in address.lines}
    older = bool(configuration.named("ssl", "starttls"))
    return {
        id(server): server
        for server in configuration.named("server")
        if server.children is not None
        and (id(server) in found or (older and speaks_tls(configuration, server)))
    }


@kept
def deciders(configuration: Configuration) -> frozenset[int]:
    """The servers (by identity) that are the default one of an address where TLS is spoken."""
    return frozenset(id(address.default.server) for address in tls_addresses(configuration))


def holds_in(configuration: Configuration, line: Directive) -> list[Directive]:
    """The servers known to speak TLS in which a ``ssl_...`` line of a server or a block around it holds."""
    block = line.parent
    everyone = speakers(configuration)
    if block is not None and block.name == "server":
        return [block] if id(block) in everyone else []
    own = {id(other.parent) for other in configuration.named(line.name)}
    return [server for place, server in everyone.items() if server.parent is block and place not in own]


def matters(configuration: Configuration, line: Directive) -> bool:
    """Whether a ``ssl_...`` line holds where TLS is spoken, or may do so for all that is known."""
    if from_template(configuration, line):
        return False
    block = line.parent
    if block is None:
        return True
    if block.name != "server":
        return not inherits_known(configuration, block) or any(holds_in(configuration, line))
    if id(block) in speakers(configuration):
        return True
    return not inherits_known(configuration, block) and not block.all("listen")


def lines(configuration: Configuration, *names: str) -> list[Directive]:
    """The lines of these names that hold where TLS is spoken, or may do so, each once."""
    return [line for line in configuration.named(*names) if line.args and matters(configuration, line)]


def protocols(configuration: Configuration, block: Directive | None) -> frozenset[str]:
    """The protocols that a server (or what is around it) speaks; nginx's default where no line says so."""
    held = (
        configuration.around("ssl_protocols")
        if block is None
        else effective(configuration, block, "ssl_protocols")
    )
    if not held:
        return default_protocols(configuration.dialect.version)
    return frozenset(name for line in held for arg in line.args if (name := protocol(arg)) is not None)


def below_13(configuration: Configuration, line: Directive) -> bool:
    """Whether TLS 1.2 or an older protocol is spoken where a line holds: TLS 1.3 has suites of its own."""
    blocks: list[Directive | None] = [*holds_in(configuration, line)]
    return any(protocols(configuration, block) - {"TLSv1.3"} for block in blocks or [line.parent])


def without(configuration: Configuration, name: str) -> list[Directive]:
    """The servers that speak TLS, of which all is known, in which no line of that name holds."""
    return [
        server
        for server in speakers(configuration).values()
        if not effective(configuration, server, name) and inherits_known(configuration, server)
    ]


def tls_listen(server: Directive) -> Directive:
    """The line by which a server speaks TLS, or else the server."""
    listens = server.all("listen")
    secure = [line for line in listens if "ssl" in line.args[1:] or "quic" in line.args[1:]]
    return next(iter([*secure, *listens]), server)


def is_off(configuration: Configuration, server: Directive, name: str) -> bool:
    """Whether the on/off directive of that name says ``off`` in a server."""
    held = effective(configuration, server, name)
    return bool(held) and [str(arg).lower() for arg in held[0].args] == ["off"]


def stapled(configuration: Configuration) -> list[Directive]:
    """The http and stream servers that speak TLS, have a certificate and ``ssl_stapling on``."""
    if "ssl_stapling" not in configuration.by_name:
        return []
    return [
        server
        for server in speakers(configuration).values()
        if is_on(configuration, server, "ssl_stapling")
        and (certificates := effective(configuration, server, "ssl_certificate"))
        and all(line.args for line in certificates)
    ]


def is_on(configuration: Configuration, server: Directive, name: str) -> bool:
    """Whether the on/off directive of that name is on in a server."""
    held = effective(configuration, server, name)
    return bool(held) and [str(arg).lower() for arg in held[0].args] == ["on"]


def of_lets_encrypt(configuration: Configuration, server: Directive) -> bool:
    """Whether all certificates of a server lie where certbot keeps them, which mostly has Let's Encrypt's."""
    certificates = effective(configuration, server, "ssl_certificate")
    return bool(certificates) and all(line.args[0].startswith("/etc/letsencrypt/") for line in certificates)


def names_address(responder: Directive) -> bool:
    """Whether the host in the URL of ``ssl_stapling_responder`` is an address, which needs no resolver."""
    host = str(responder.args[0]).partition("://")[2].partition("/")[0] if responder.args else ""
    return ipv4(host.partition(":")[0]) is not None or host.startswith("[")
