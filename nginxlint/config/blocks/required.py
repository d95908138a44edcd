"""What servers of stream and mail must have, and TLS certificates of all servers.

ngx_stream_core_server, ngx_stream_core_merge_srv_conf, ngx_mail_core_merge_srv_conf,
ngx_mail_auth_http_merge_conf.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known, is_complete
from nginxlint.nginx.values.addresses import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_MAIL_PORTS = frozenset((110, 995, 143, 993, 25, 465, 587))
"""Ports by which nginx knows the protocol of a mail server."""

_HANDLERS = ("proxy_pass", "return", "pass")


class Lacking(NamedTuple):
    """A server without something that nginx needs in it."""

    server: Directive
    what: Literal["listen", "handler", "auth_http", "protocol"]


def lacking(configuration: Configuration) -> Iterator[Lacking]:
    """The stream and mail servers in which something is missing, of which all is known."""
    for server in configuration.named("server"):
        if server.context not in ("stream", "mail") or server.children is None:
            continue
        if not is_complete(configuration, server):
            continue
        if not server.all("listen"):
            yield Lacking(server, "listen")
        elif server.context == "mail":
            yield from _mail(configuration, server)
        elif configuration.dialect.version < (1, 27, 1) and not _is_handled(configuration, server):
            yield Lacking(server, "handler")


def _mail(configuration: Configuration, server: Directive) -> Iterator[Lacking]:
    if not server.all("protocol") and not any(
        listen.args and parse_url(str(listen.args[0]), listen=True).port in _MAIL_PORTS
        for listen in server.all("listen")
    ):
        yield Lacking(server, "protocol")
    elif inherits_known(configuration, server) and not effective(configuration, server, "auth_http"):
        yield Lacking(server, "auth_http")


def _is_handled(configuration: Configuration, server: Directive) -> bool:
    """Whether a stream server does something, or may do so by a module that isn't nginx's own."""
    find = configuration.dialect.find
    for child in server.children or ():
        if child.name in _HANDLERS:
            return True
        fact = find(child.name, "stream-server")
        if fact is None or fact.source != "core":
            return True
    return False


def tls_servers(configuration: Configuration) -> Iterator[Directive]:
    """The servers of http, stream and mail that get their TLS settings from what is known."""
    for server in configuration.named("server"):
        if (
            server.children is not None
            and server.context in ("http", "stream", "mail")
            and inherits_known(configuration, server)
        ):
            yield server


def speaks_tls(configuration: Configuration, server: Directive) -> bool:
    """Whether a server switches TLS on by itself: ``listen ... ssl``, ``ssl on`` or ``starttls``."""
    if any({"ssl", "quic"} & set(listen.args[1:]) for listen in server.all("listen")):
        return True
    for name, values in (("ssl", ("on",)), ("starttls", ("on", "only"))):
        held = effective(configuration, server, name)
        if held and held[0].args and str(held[0].args[0]).lower() in values:
            return True
    return False


def speaks_tls_under(configuration: Configuration, line: Directive) -> bool:
    """Whether TLS is spoken with clients for whom a line of http holds; yes if nothing says who they are."""
    server = line.within("server")
    around = configuration.named("server") if server is None else [server]
    servers = [one for one in around if one.context == "http"]
    listens = configuration.around("listen")
    if not servers and not listens:
        return True
    return any(speaks_tls(configuration, one) for one in servers) or any(
        {"ssl", "quic"} & set(listen.args[1:]) for listen in listens
    )
