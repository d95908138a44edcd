"""Upstream blocks and the directives that pass requests to them.

ngx_http_upstream_add, ngx_http_upstream_server and ngx_http_upstream_init_round_robin in src/http,
and their like in src/stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.passing import address
from nginxlint.config.kept import kept
from nginxlint.config.known import all_known, is_complete
from nginxlint.nginx.values.addresses import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

PASSES = (
    "proxy_pass",
    "fastcgi_pass",
    "uwsgi_pass",
    "scgi_pass",
    "grpc_pass",
    "memcached_pass",
    "tunnel_pass",
)

METHODS = ("hash", "ip_hash", "least_conn", "random", "least_time", "fair")
"""Directives that choose how an upstream's servers are picked."""

_NO_BACKUP = ("hash", "ip_hash", "random")


def upstreams(configuration: Configuration) -> list[Directive]:
    """The upstream blocks of http and stream, in nginx's order."""
    return [
        block
        for block in configuration.named("upstream")
        if block.children is not None and block.context in ("http", "stream") and block.args
    ]


@kept
def by_name(configuration: Configuration) -> dict[tuple[str, str], list[Directive]]:
    """The upstream blocks by part (http, stream) and name, which nginx compares without case."""
    found: dict[tuple[str, str], list[Directive]] = {}
    for block in upstreams(configuration):
        key = (str(block.context), str(block.args[0]).lower())
        found.setdefault(key, []).append(block)
    return found


class Ported(NamedTuple):
    """A directive that passes to an ``upstream`` block and gives a port: ``name`` with ``port``."""

    passing: Directive
    upstream: Directive
    name: Token
    port: Token


def ported(configuration: Configuration) -> Iterator[Ported]:
    """The directives that name an upstream block together with a port."""
    blocks = by_name(configuration)
    if not blocks:
        return
    for passing in configuration.named(*PASSES):
        where = address(passing)
        if where is None or ":" not in where:
            continue
        url = parse_url(str(where), uri_part=passing.name == "proxy_pass")
        if url.error or url.no_port or not url.port or url.family != "name":
            continue
        part = "stream" if passing.context == "stream-server" else "http"
        found = blocks.get((part, url.host.lower()))
        if found:
            end = len(where) - len(url.uri)
            yield Ported(passing, found[0], where.slice(0, len(url.host)), where.slice(len(url.host), end))


def undefined(configuration: Configuration) -> Iterator[tuple[Directive, Token]]:
    """The directives whose address has no port and is no upstream; nothing if one may not have been read.

    ``proxy_pass`` in http is none of them: its scheme gives the port.
    """
    if not all_known(configuration):
        return
    blocks = by_name(configuration)
    for passing in configuration.named(*PASSES):
        if passing.name == "proxy_pass" and passing.context != "stream-server":
            continue
        where = address(passing)
        if where is None or not where:
            continue
        url = parse_url(str(where))
        if url.error or url.port or url.family == "unix":
            continue
        part = "stream" if passing.context == "stream-server" else "http"
        if (part, url.host.lower()) not in blocks:
            yield passing, where


def servers_of(block: Directive) -> list[Directive]:
    """The ``server`` lines of an upstream block."""
    return block.all("server")


def can_be_counted(configuration: Configuration, block: Directive) -> bool:
    """Whether all servers of an upstream block stand in it.

    Not so where something in it was not read, or a directive of another module than nginx's own may bring
    servers.
    """
    if not is_complete(configuration, block):
        return False
    find = configuration.dialect.find
    for child in block.children or ():
        fact = find(child.name, str(child.context))
        if fact is None or fact.source != "core":
            return False
    return True


def is_run_time_name(server: Directive) -> bool:
    """Whether a server's name is looked up while nginx runs (``resolve``, not an address)."""
    if "resolve" not in server.args[1:]:
        return False
    url = parse_url(str(server.args[0]), default_port=80)
    return not url.error and url.family == "name"


class Backup(NamedTuple):
    """A ``server`` with ``backup`` behind a ``method`` that knows no such servers."""

    word: Token
    server: Directive
    method: Directive


def misplaced_backups(block: Directive) -> Iterator[Backup]:
    """Servers with ``backup`` after a balancing method that has none."""
    method: Directive | None = None
    for child in block.children or ():
        if child.name in METHODS:
            method = child
        elif child.name == "server" and method is not None and method.name in _NO_BACKUP:
            for word in child.args[1:]:
                if word == "backup":
                    yield Backup(word, child, method)


def redefined_methods(
    configuration: Configuration, block: Directive
) -> Iterator[tuple[Directive, Directive]]:
    """Balancing methods that follow another one, or ``keepalive`` before nginx 1.29.7.

    nginx warns and uses the later one; ``keepalive`` before it is lost.
    """
    counts_keepalive = block.context == "http" and configuration.dialect.version < (1, 29, 7)
    first: Directive | None = None
    for child in block.children or ():
        if child.name in METHODS and child.name != "fair":
            if first is not None:
                yield child, first
            first = child
        elif counts_keepalive and child.name == "keepalive":
            first = child


_CHOOSING = ("max_fails=", "fail_timeout=", "slow_start=", "weight=")
_NEVER_OUT = frozenset(("max_fails=0", "fail_timeout=0", "fail_timeout=0s"))
"""What says that a server is never left out, as is the case anyway."""


def idle_parameters(configuration: Configuration) -> Iterator[tuple[Directive, list[Token]]]:
    """The only servers of upstreams with parameters that nginx ignores there.

    ngx_http_upstream_get_round_robin_peer: a single address is never left out for its failures. A name may
    stand for several. Where several servers of another upstream say the same, it is written alike on purpose.
    """
    alike = {
        str(word)
        for block in upstreams(configuration)
        if len(servers := servers_of(block)) > 1
        for server in servers
        for word in server.args[1:]
    }
    for block in upstreams(configuration):
        servers = servers_of(block)
        if len(servers) != 1 or not servers[0].args:
            continue
        words = [word for word in servers[0].args[1:] if word.startswith(_CHOOSING)]
        if (
            not words
            or alike.issuperset(words)
            or _NEVER_OUT.intersection(words)
            or not can_be_counted(configuration, block)
        ):
            continue
        url = parse_url(str(servers[0].args[0]), default_port=80)
        if not url.error and url.family != "name":
            yield servers[0], words
