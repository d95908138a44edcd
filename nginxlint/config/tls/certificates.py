"""Servers that speak TLS and have no certificate, beside those of http that listen with ``ssl``.

ngx_http_ssl_merge_srv_conf before 1.25.1 (``ssl on``), ngx_stream_ssl_merge_srv_conf and
ngx_stream_ssl_init, ngx_mail_ssl_merge_conf.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.blocks.listening import addresses
from nginxlint.config.blocks.required import tls_servers
from nginxlint.config.inherit import effective, value
from nginxlint.config.known import inherits_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class Bare(NamedTuple):
    """What asks for TLS in a server, or a certificate, and what is missing for it."""

    place: Directive
    lacks: Literal["ssl_certificate", "ssl_certificate_key"]


def without_certificate(configuration: Configuration) -> Iterator[Bare]:
    """Servers of stream and mail, and those with the old ``ssl on``, that lack a certificate or key.

    Also certificates in ``http`` that have fewer keys there, if a server uses them.
    """
    by_address = configuration.dialect.version >= (1, 25, 5)
    shared = any(one.context == "http" for one in configuration.named("ssl_certificate"))
    switched = configuration.dialect.version < (1, 25, 1) and "ssl" in configuration.by_name
    others = configuration.named("stream", "mail") or configuration.context != "main"
    for server in tls_servers(configuration) if shared or switched or others else ():
        if server.context == "http" and not shared and not switched:
            continue
        asks = _asks(configuration, server)
        certificates = effective(configuration, server, "ssl_certificate")
        keys = effective(configuration, server, "ssl_certificate_key")
        if certificates:
            used = asks is not None or (server.context == "stream" and by_address)
            if server.context == "http":
                used = certificates[0].context == "http"
            if used and len(keys) < len(certificates):
                yield Bare(certificates[len(keys)], "ssl_certificate_key")
        elif asks is not None and not (server.context == "stream" and by_address):
            yield Bare(asks, "ssl_certificate")
    if by_address:
        yield from _of_stream(configuration)


def _asks(configuration: Configuration, server: Directive) -> Directive | None:
    """The directive that switches TLS on in a server: of http, only ``ssl on``."""
    if server.context != "http":
        for listen in server.all("listen"):
            if "ssl" in listen.args[1:]:
                return listen
    for name, words in (("ssl", ("on",)), ("starttls", ("on", "only"))):
        if server.context == "stream" or (name == "starttls" and server.context != "mail"):
            continue
        if name == "ssl" and configuration.dialect.version >= (1, 25, 1):
            continue
        held = effective(configuration, server, name)
        if held and held[0].args and str(held[0].args[0]).lower() in words:
            return held[0]
    return None


def _of_stream(configuration: Configuration) -> Iterator[Bare]:
    """Stream addresses with ``ssl`` whose default server has no certificate."""
    for address in addresses(configuration):
        if address.part != "stream" or not any("ssl" in line.words for line in address.lines):
            continue
        servers = [address.default, *address.lines]
        if not all(inherits_known(configuration, line.server) for line in servers):
            continue
        for line in servers:
            if effective(configuration, line.server, "ssl_certificate"):
                if line is servers[0]:
                    break
                continue
            if value(configuration, line.server, "ssl_reject_handshake") == "on":
                continue
            yield Bare(line.place, "ssl_certificate")
            break
