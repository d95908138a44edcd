"""What becomes of a request that comes as plain ``http://``: which server gets it, and where it leads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.blocks.access import is_restricted
from nginxlint.config.blocks.answering import answering, serves_files
from nginxlint.config.blocks.listening import addresses
from nginxlint.config.blocks.names import is_site_name, name_serving, server_names
from nginxlint.config.blocks.servers import server_of
from nginxlint.config.inherit import effective, value
from nginxlint.config.kept import kept
from nginxlint.config.known import is_complete, open_blocks
from nginxlint.config.variables.variables import uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.listening import Address
    from nginxlint.config.blocks.names import Name
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

Outcome = Literal["https", "elsewhere", "refused", "content", "passed", "unknown"]
"""Where a plain request leads: to https, to another address, nowhere, to what nginx answers, to a backend."""

_TOLD = ("http_x_forwarded_", "http_cf_visitor", "http_cloudfront_", "http_front_end_https", "http_x_scheme")


@kept
def is_behind_proxy(configuration: Configuration) -> bool:
    """Whether something in front of nginx may have ended TLS: nginx asks it for the scheme or the address."""
    if configuration.named("set_real_ip_from", "real_ip_header"):
        return True
    if any("proxy_protocol" in line.words for one in addresses(configuration) for line in one.lines):
        return True
    return any(
        one.use.name.lower().startswith(_TOLD) and not one.use.name.lower().endswith("forwarded_for")
        for one in uses(configuration)
    )


def is_public(address: Address) -> bool:
    """Whether others than this machine reach an address."""
    host = address.name.rpartition(":")[0]
    return not address.name.startswith("unix:") and not host.startswith("127.") and host not in _LOOPBACK


_LOOPBACK = ("[::1]", "localhost")


def speaks_tls(configuration: Configuration, address: Address) -> bool:
    """Whether TLS is spoken on an address, by one of its lines or the old ``ssl on``."""
    if address.speaks_tls:
        return True
    if "ssl" not in configuration.by_name:
        return False
    return any(
        held and held[0].args[:1] == ["on"]
        for line in address.lines
        for held in (effective(configuration, line.server, "ssl"),)
    )


def server_for(configuration: Configuration, address: Address, host: str) -> Directive:
    """The server that gets the requests for a host (in lower case) on an address."""
    name = name_serving(configuration, address, host)
    return address.default.server if name is None else name.server


def outcome(configuration: Configuration, block: Directive) -> Outcome:
    """Where a plain request leads that a server or location gets.

    Whether it is sent to https before anything is served, by ``return`` or ``rewrite``, also in an ``if``.
    Nobody knows what a script or a backend does that is told the scheme.
    """
    if not all(is_complete(configuration, one) for one in (block, *block.ancestors())):
        return "unknown"
    for line in block.children or ():
        if not _decides(line.name):
            continue
        if line.name != "if":
            found = _rewritten(line)
            if found is not None:
                return found
        elif "https" in map(_rewritten, line.children or ()):
            return "https"
    return "content"


@lru_cache(maxsize=1024)
def _decides(name: str) -> bool:
    """Whether a directive may send a request elsewhere before it is served."""
    return name in ("return", "rewrite", "if") or "_by_lua" in name or name.startswith(("js_", "perl"))


def _rewritten(line: Directive) -> Outcome | None:
    """Where a line of the rewrite module leads, ``None`` if it lets the request go on."""
    args = [str(one) for one in line.args]
    match str(line.name), args:
        case "return", [target] if not target.isdigit():
            return _target(target)
        case "return", [code, *rest]:
            if code in ("301", "302", "303", "307", "308"):
                return _target(rest[0]) if rest else "refused"
            return "content" if code == "200" else "refused"
        case "rewrite", [_, target, *flags]:
            redirects = "redirect" in flags or "permanent" in flags
            if redirects or target.startswith(("http://", "https://", "$scheme")):
                return _target(target)
            return "unknown"
        case _:
            return "unknown" if _decides(line.name) else None


def _target(target: str) -> Outcome:
    low = target.lower()
    if low.startswith("https://"):
        return "https"
    return "unknown" if low.startswith("$") and not low.startswith("$scheme") else "elsewhere"


_SCHEMES = ("$scheme", "$https", "$server_port", "$ssl_protocol")
_FIELDS = ("proto", "scheme", "https", "ssl", "port", "forwarded")


def _tells_scheme(configuration: Configuration, block: Directive) -> bool:
    """Whether a backend may know from what it is sent if the visitor came by TLS."""
    return any(
        line.args[0].lower().endswith(_FIELDS) or any(word in line.args[1] for word in _SCHEMES)
        for line in effective(configuration, block, "proxy_set_header")
        if len(line.args) == 2
    )


def outcome_of_page(configuration: Configuration, server: Directive) -> Outcome:
    """Where a plain request for ``/`` leads; ``passed`` if to a backend that isn't told the scheme."""
    found = outcome(configuration, server)
    if found != "content":
        return found
    if server.first("return") is not None:
        return "content"
    block = answering(server, "/")
    if block is not server:
        found = outcome(configuration, block)
        if found != "content":
            return found
    if is_restricted(configuration, block):
        return "refused"
    if block.first("return") is not None or serves_files(block):
        return "content"
    passing = block.first("proxy_pass")
    if passing is None or _tells_scheme(configuration, block):
        return "unknown"
    return "passed" if passing.args and passing.args[0].lower().startswith("http://") else "unknown"


def _passed_alike(one: Directive, other: Directive) -> bool:
    """Whether two servers pass ``/`` to the same backend."""
    if one is other:
        return True
    passing = [block.first("proxy_pass") for block in (answering(one, "/"), answering(other, "/"))]
    first, second = passing
    return first is not None and second is not None and first.args == second.args


class Plain(NamedTuple):
    """A name of the TLS server ``tls`` whose plain requests ``server`` answers at ``address``.

    ``is_own`` says that it has the name (or a pattern for it), rather than being the default server.
    """

    name: Name
    tls: Directive
    server: Directive
    address: Address
    is_own: bool


def unredirected(configuration: Configuration) -> Iterator[Plain]:
    """The names that a server has on port 443, of which port 80 serves something without leading to https.

    Of a fragment only those that have servers in it for both.
    """
    if open_blocks(configuration) or is_behind_proxy(configuration):
        return
    plain, secure = [], []
    for address in addresses(configuration):
        if address.part != "http" or not is_public(address):
            continue
        if speaks_tls(configuration, address):
            if address.name.endswith(":443"):
                secure.append(address)
        elif address.name.endswith(":80"):
            plain.append(address)
    if not plain or not secure:
        return
    names = server_names(configuration)
    # Most plain servers hold nothing but their redirect.
    outcomes: dict[int, Outcome] = {
        id(line.parent): "https"
        for line in configuration.by_name.get("return", ())
        if line.context == "server" and _rewritten(line) == "https"
    }
    for tls, reached in _reached(plain, secure):
        if _rejects(configuration, tls):
            continue
        for name in names[id(tls)]:
            for address in reached:
                server = server_for(configuration, address, name.text)
                if id(server) not in outcomes:
                    outcomes[id(server)] = outcome_of_page(configuration, server)
                result = outcomes[id(server)]
                if result not in ("content", "passed") or not is_site_name(name.text):
                    continue
                if result == "passed" and not _passed_alike(server, tls):
                    continue
                is_own = server_of(configuration, server).answers(name.text)
                if is_own or configuration.context == "main":
                    yield Plain(name, tls, server, address, is_own)
                    break


def _rejects(configuration: Configuration, tls: Directive) -> bool:
    return value(configuration, tls, "ssl_reject_handshake") == "on"


def _reached(plain: list[Address], secure: list[Address]) -> Iterator[tuple[Directive, list[Address]]]:
    """The TLS servers, each with the plain addresses that somebody reaches who asks for its names."""
    seen: set[int] = set()
    for address in secure:
        host = address.name.rpartition(":")[0]
        reached = [one for one in plain if _meet(one.name.rpartition(":")[0], host)]
        for server in address.servers if reached else ():
            if id(server) not in seen:
                seen.add(id(server))
                yield server, reached


def _meet(one: str, other: str) -> bool:
    """Whether two addresses without port can be the same."""
    return one == other or (one.startswith("[") == other.startswith("[") and (one in _ANY or other in _ANY))


_ANY = ("0.0.0.0", "[::]")  # noqa: S104
