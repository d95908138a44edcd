"""Passwords that come over plain HTTP (``auth_basic``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.access import access, is_internal
from nginxlint.config.blocks.listening import addresses
from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.tls.plain_http import is_behind_proxy, is_public, outcome, speaks_tls
from nginxlint.nginx.values.addresses import is_private

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.listening import Line
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class Bare(NamedTuple):
    """An ``auth_basic`` whose password others can read; ``line`` is where the server listens.

    ``certain`` says that this nginx ends TLS elsewhere, so that nothing before it does.
    """

    auth: Directive
    line: Line
    certain: bool


def bare_passwords(configuration: Configuration) -> Iterator[Bare]:
    """The ``auth_basic`` lines for which a password is asked over plain HTTP, beyond this machine.

    Of a fragment that speaks TLS nowhere nothing is known.
    """
    if is_behind_proxy(configuration):
        return
    plain: dict[int, Line] = {}
    certain = False
    for address in addresses(configuration):
        if address.part != "http" or not is_public(address):
            continue
        if speaks_tls(configuration, address):
            certain = True
            continue
        if not is_private(address.name.rpartition(":")[0].strip("[]")):
            for line in address.lines:
                plain.setdefault(id(line.server), line)
    if not certain and configuration.context != "main":
        return
    for auth in configuration.named("auth_basic"):
        block = auth.parent
        if block is None or not auth.args or auth.args[0].lower() == "off":
            continue
        listen = next((plain[id(one)] for one in _servers(configuration, auth) if id(one) in plain), None)
        if listen is not None and _asks(configuration, block, listen.server):
            yield Bare(auth, listen, certain)


def _servers(configuration: Configuration, auth: Directive) -> list[Directive]:
    """The servers that a line holds in."""
    server = auth.within("server")
    if server is not None:
        return [server]
    return [one.directive for one in http_servers(configuration) if auth in one.effective("auth_basic")]


def _asks(configuration: Configuration, block: Directive, server: Directive) -> bool:
    """Whether anybody who comes to a block over plain HTTP is asked for the password there."""
    if is_internal(block):
        return False
    around = [server, *(one for one in (block, *block.ancestors()) if one.name == "location")]
    if any(outcome(configuration, one) != "content" for one in around) or server.first("return") is not None:
        return False
    rules = access(configuration, block)
    return not rules.rules or bool(rules.lets_everybody_by)
