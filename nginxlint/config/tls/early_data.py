"""Requests in the early data of TLS 1.3, which an attacker can send again (RFC 8470)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known
from nginxlint.config.tls.speakers import is_on, protocols, tls_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


_TELLING = {
    "proxy_pass": "proxy_set_header",
    "grpc_pass": "grpc_set_header",
    "fastcgi_pass": "fastcgi_param",
    "uwsgi_pass": "uwsgi_param",
    "scgi_pass": "scgi_param",
}
"""What passes a request on, and what tells the program behind about it."""

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class Replayable(NamedTuple):
    """A ``..._pass`` that hands early data on; the program is not told, which ``telling`` would do."""

    line: Directive
    passing: Directive
    telling: str
    after: Directive | None


def replayable(configuration: Configuration) -> Iterator[Replayable]:
    """Where requests in early data are passed on and nobody is told that they may be a repetition."""
    early = {
        id(server): effective(configuration, address.default.server, "ssl_early_data")[0]
        for address in tls_addresses(configuration)
        if address.part == "http" and is_on(configuration, address.default.server, "ssl_early_data")
        for server in address.servers
        if "TLSv1.3" in protocols(configuration, server)
    }
    if not early or _decides_itself(configuration):
        return
    for passing in configuration.named(*_TELLING):
        server = passing.within("server")
        block = passing.parent
        if server is None or block is None or id(server) not in early or not passing.args:
            continue
        if not inherits_known(configuration, block) or _only_reads(block):
            continue
        telling = _TELLING[passing.name]
        told = effective(configuration, block, telling)
        if not any("$ssl_early_data" in arg for line in told for arg in line.args[1:]):
            yield Replayable(early[id(server)], passing, telling, told[-1] if told else None)


def _decides_itself(configuration: Configuration) -> bool:
    """Whether the configuration looks at early data in its own way: by ``if``, ``map``, ..."""
    names = {*_TELLING.values(), "log_format", "add_header"}
    return any(
        "$ssl_early_data" in arg
        for line in configuration.walk()
        if line.name not in names
        for arg in line.args
    )


def _only_reads(block: Directive) -> bool:
    """Whether only methods that change nothing get as far as this."""
    limit = next(
        (one.first("limit_except") for one in (block, *block.ancestors()) if one.name == "location"), None
    )
    return limit is not None and {str(arg).upper() for arg in limit.args} <= _SAFE and bool(limit.all("deny"))
