"""Which servers send ``Strict-Transport-Security``, and to whom (RFC 6797)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.answers.headers import in_effect
from nginxlint.config.blocks.access import is_local, is_restricted
from nginxlint.config.blocks.answering import answering, serves_files
from nginxlint.config.blocks.listening import secured
from nginxlint.config.blocks.names import is_site_name, server_names
from nginxlint.config.blocks.servers import http_servers, server_of
from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known
from nginxlint.config.tls.plain_http import is_behind_proxy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.servers import Server
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_FIELD = "strict-transport-security"
_PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "tunnel_pass")
_OTHER_WAYS = ("more_set_headers", "security_headers", "header_filter_by_lua")


def is_hsts(line: Directive) -> bool:
    """Whether an ``add_header`` line sends the field."""
    return len(line.args) > 1 and line.args[0].lower() == _FIELD and bool(line.args[1])


def _sent(configuration: Configuration, block: Directive) -> bool:
    return any(map(is_hsts, in_effect(configuration, block, "add_header")))


def without_hsts(configuration: Configuration) -> Iterator[Server]:
    """The servers that send a site over TLS by themselves, and the field neither with it nor anywhere.

    What a backend sends is unknown, and so is what comes of a name that only one network knows.
    """
    if any(name.startswith(_OTHER_WAYS) for name in configuration.by_name):
        return
    secure = secured(configuration)
    passing = {id(line.parent) for name in _PASSES for line in configuration.by_name.get(name, ())}
    for server in http_servers(configuration):
        block = server.directive
        if id(block) not in secure or _passes_on(block, passing) or _sent(configuration, block):
            continue
        if any(map(is_hsts, in_effect(configuration, block.parent, "add_header"))):
            continue  # It is lost here, which is another finding.
        if server.names and not any(is_site_name(str(name).lower().lstrip("*.")) for name in server.names):
            continue
        if any("proxy_protocol" in listen.options for listen in server.listens):
            continue
        if server.switched_on("ssl_reject_handshake") or is_local(configuration, block):
            continue
        page = answering(block, "/")
        if not inherits_known(configuration, page) or _sent(configuration, page):
            continue
        if _has_page(configuration, block, page):
            yield server


def _passes_on(server: Directive, passing: set[int]) -> bool:
    """Whether all but special paths of a server goes to a backend, as one sees at a glance."""
    return any(
        id(location) in passing and len(location.args) == 1 and location.args[0] == "/"
        for location in server.all("location")
    )


def _has_page(configuration: Configuration, server: Directive, page: Directive) -> bool:
    """Whether ``/`` is answered with something of nginx's own, to everybody."""
    returned = server.first("return") or page.first("return")
    if returned is not None:
        return returned.args[:1] == ["200"]
    if not (serves_files(server) and serves_files(page)) or is_restricted(configuration, page):
        return False
    return bool(effective(configuration, page, "root", "alias"))


def plain_hsts(configuration: Configuration) -> Iterator[tuple[Directive, Directive]]:
    """The lines that send the field over plain HTTP only, with a TLS server that has the name too."""
    if is_behind_proxy(configuration):
        return
    tls = secured(configuration)
    lines = [
        line
        for line in configuration.named("add_header")
        if is_hsts(line) and id(line.within("server")) not in tls
    ]
    if not lines:
        return
    names = server_names(configuration)
    secure = {
        name.text: server.directive
        for server in http_servers(configuration)
        if id(server.directive) in tls
        for name in names[id(server.directive)]
    }
    for line in lines:
        block = line.within("server")
        if block is None or block.context != "http" or not inherits_known(configuration, block):
            continue
        if not server_of(configuration, block).is_plain or is_local(configuration, block):
            continue
        twin = next((secure[one.text] for one in names[id(block)] if one.text in secure), None)
        if twin is not None:
            yield line, twin
