"""Which servers requests are passed to: the addresses in a ``*_pass``, its variables followed.

ngx_http_upstream_init_request in src/http/ngx_http_upstream.c: an address in the text is looked up when
nginx starts; one that variables make is compared with the upstreams, and looked up with each request.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.passing import SCHEMES, part
from nginxlint.config.blocks.upstreams import PASSES, by_name, is_run_time_name, servers_of, upstreams
from nginxlint.config.inherit import effective
from nginxlint.config.kept import kept
from nginxlint.config.known import all_known, from_template, inherits_known
from nginxlint.config.routes.named import is_idle
from nginxlint.nginx.values.addresses import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.config.variables.client import Input, Text
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

_PORTS = {"http": 80, "https": 443, "grpc": 80, "grpcs": 443}
_PATHS = ("$uri", "$document_uri", "$request_uri")
_HOSTS = ("$host", "$http_host", "$ssl_server_name", "$ssl_preread_server_name")
_SCHEME = re.compile(r"(?i)([a-z]+|<scheme>)://")


class Destination(NamedTuple):
    """A server that requests are passed to.

    ``family`` is inet, inet6, unix or name; ``host`` the address, the path or the name; ``port`` 0 if there
    is none. ``scheme`` is empty where there is none or a variable makes it. ``upstream`` is the block of
    that name.
    """

    scheme: str
    family: str
    host: str
    port: int
    upstream: Directive | None

    @property
    def is_secure(self) -> bool:
        """Whether TLS is spoken to it."""
        return self.scheme in ("https", "grpcs", "suwsgi")

    @property
    def is_name(self) -> bool:
        """Whether a name server is asked for it: it is neither an address nor an upstream's name."""
        return self.family == "name" and self.upstream is None

    @property
    def is_public(self) -> bool:
        """Whether it is a name that anybody may look up, as far as its end says."""
        return self.is_name and is_public_name(self.host)

    @property
    def default_host(self) -> str:
        """What ``$proxy_host`` is (ngx_http_proxy_set_vars)."""
        if self.family == "unix":
            return "localhost"
        written = self.upstream is None and self.port not in (0, _PORTS.get(self.scheme))
        return f"{self.host}:{self.port}" if written else self.host


def targets(configuration: Configuration, passing: Directive) -> list[Destination | Input | None]:
    """All that a ``*_pass`` can lead to; empty if it is too much to look at.

    A server; or what a client names it with; or ``None`` where nobody knows.
    """
    if not passing.args:
        return []
    text = str(passing.args[0])
    if part(passing) == "stream" and "$" in text.replace("$ssl_preread_server_name", ""):
        return []  # the model follows the variables of http
    if "$" not in text:
        return [_target(configuration, passing, (text,))]
    from nginxlint.config.variables.client import client_texts  # few have variables

    texts = client_texts(configuration, passing, text)
    return list(dict.fromkeys(_target(configuration, passing, pieces) for pieces in texts))


def destinations(configuration: Configuration, passing: Directive) -> list[Destination]:
    """The servers that a ``*_pass`` leads to, empty if not all of them are known."""
    found = targets(configuration, passing)
    known = [one for one in found if isinstance(one, Destination)]
    return known if len(known) == len(found) else []


def _target(configuration: Configuration, passing: Directive, pieces: Text) -> Destination | Input | None:
    scheme, rest, ended = "", "", False
    for piece in pieces:
        if isinstance(piece, str):
            rest += piece
            if not scheme and passing.name in SCHEMES:
                match = _SCHEME.match(rest)
                if match is not None:
                    scheme, rest = match[1].lower(), rest[match.end() :]
            continue
        unix = rest.lower().startswith("unix:")
        ended = rest.count(":") > 1 if unix else "/" in rest or "?" in rest
        if ended or (rest and not unix and piece.variable in _PATHS and not piece.group):
            break
        return piece if piece.known and not rest and piece.variable in _HOSTS and not piece.group else None
    where = part(passing)
    takes_uri = passing.name == "proxy_pass" and where == "http"
    if takes_uri and not scheme:
        return None
    url = parse_url(rest, uri_part=takes_uri)
    if url.error or "<" in url.host:
        return None
    scheme = scheme.strip("<>").replace("scheme", "")
    block = by_name(configuration).get((where, url.host.lower())) if url.no_port else None
    port = 0 if url.family == "unix" else url.port or _PORTS.get(scheme, 0)
    return Destination(scheme, url.family, url.host, port, block[0] if block else None)


@kept
def _looked_up(configuration: Configuration) -> frozenset[tuple[str, str, int]]:
    """The names (with part and port) that a ``*_pass`` without variables has nginx look up when it starts."""
    found = set()
    for passing in configuration.named(*PASSES):
        if passing.args and "$" not in passing.args[0]:
            for one in targets(configuration, passing):
                if isinstance(one, Destination):
                    found.add((part(passing), one.host.lower(), one.port))
    return frozenset(found)


def unresolved(configuration: Configuration) -> Iterator[tuple[Directive, Destination | Input]]:
    """The ``*_pass`` lines with a name that is looked up with each request although there is no ``resolver``.

    Each with that name, or with what the client names it with.
    """
    for passing in configuration.named(*PASSES):
        block = passing.parent
        if block is None or not passing.args or "$" not in passing.args[0]:
            continue
        if effective(configuration, block, "resolver") or not inherits_known(configuration, block):
            continue
        name = next(_asked_for(configuration, passing), None)
        if name is not None:
            yield passing, name


def _asked_for(configuration: Configuration, passing: Directive) -> Iterator[Destination | Input]:
    for one in targets(configuration, passing):
        if isinstance(one, Destination):
            name = (part(passing), one.host.lower(), one.port)
            if one.is_name and name not in _looked_up(configuration):
                yield one
        elif one is not None:
            yield one


_PRIVATE = frozenset(
    (
        "local",
        "localhost",
        "localdomain",
        "internal",
        "intern",
        "intranet",
        "private",
        "lan",
        "home",
        "corp",
        "arpa",
        "test",
        "invalid",
        "svc",
        "cluster",
        "consul",
        "docker",
        "onion",
    )
)
"""Ends of names that stand for machines of one's own."""


def is_public_name(host: str) -> bool:
    """Whether a name looks like one of the internet's: it has a dot and no end that is private by use."""
    labels = host.lower().rstrip(".").split(".")
    return len(labels) > 1 and labels[-1] not in _PRIVATE and labels[-1].isalpha() and "svc" not in labels


def is_local_name(host: str) -> bool:
    """Whether a name is always this machine."""
    return host.lower().rstrip(".").rpartition(".")[2] == "localhost"


class LookedUp(NamedTuple):
    """A name that is looked up when nginx starts and never again, with the lines that say it.

    ``address`` is what a ``server`` in an upstream says instead of the first line: with its port, also if
    the scheme gives that.
    """

    name: str
    address: str
    lines: list[Directive]


def looked_up_once(configuration: Configuration) -> list[LookedUp]:
    """The names that are looked up when nginx starts and never again.

    Lines with ``*_pass``, and servers of upstreams without ``resolve``. A bare word may be an upstream that
    was not read. Nothing is passed on by a ``@name`` that nothing leads to.
    """
    found: dict[str, LookedUp] = {}
    for line in (*configuration.named(*PASSES), *_servers(configuration)):
        name = _written_name(str(line.args[0]), str(line.name)) if line.args else None
        if name is None:
            continue
        host, port = name
        if line.name != "server" and not port:
            if (part(line), host) in by_name(configuration):
                continue
            if "." not in host and not all_known(configuration):
                continue
        block = line.parent
        if (block is None or not is_idle(configuration, block)) and not from_template(configuration, line):
            port = port or _secure_port(str(line.args[0]))
            address = f"{host}:{port}" if port else host
            found.setdefault(host, LookedUp(host, address, [])).lines.append(line)
    return list(found.values())


def _secure_port(text: str) -> int:
    """The port that a scheme gives and an upstream doesn't, 0 if it is the same."""
    scheme = text.partition("://")[0].lower()
    return 443 if scheme in ("https", "grpcs") else 0


@lru_cache(maxsize=4096)
def _written_name(text: str, directive: str) -> tuple[str, int] | None:
    """The name in an address, and its port (0: none); ``None`` if it is no name that is looked up."""
    if "$" in text:
        return None
    rest = next(
        (text[len(one) :] for one in SCHEMES.get(directive, ()) if text.lower().startswith(one)), text
    )
    url = parse_url(rest, uri_part=directive == "proxy_pass")
    if url.error or url.family != "name" or is_local_name(url.host):
        return None
    return url.host.lower(), 0 if url.no_port else url.port


def _servers(configuration: Configuration) -> Iterator[Directive]:
    for block in upstreams(configuration):
        for server in servers_of(block):
            if "resolve" not in server.args[1:] and "down" not in server.args[1:]:
                yield server


_ELASTIC = (
    "amazonaws.com",
    "cloudfront.net",
    "awsglobalaccelerator.com",
    "azurewebsites.net",
    "azureedge.net",
    "azurefd.net",
    "azure-api.net",
    "azurecontainerapps.io",
    "trafficmanager.net",
    "core.windows.net",
    "appspot.com",
    "run.app",
    "cloudfunctions.net",
    "googleapis.com",
    "googleusercontent.com",
    "herokuapp.com",
    "herokudns.com",
    "herokussl.com",
    "vercel.app",
    "netlify.app",
    "netlify.com",
    "pages.dev",
    "workers.dev",
    "fly.dev",
    "onrender.com",
    "railway.app",
    "ondigitalocean.app",
    "digitaloceanspaces.com",
    "fastly.net",
    "fastlylb.net",
    "akamaiedge.net",
    "akamaized.net",
    "edgekey.net",
    "edgesuite.net",
    "cdn.cloudflare.net",
    "b-cdn.net",
)
"""Services that move between addresses as they please: load balancers, networks of caches, platforms."""


def is_elastic(host: str) -> bool:
    """Whether a name belongs to a service whose addresses change all the time."""
    host = host.lower().rstrip(".")
    if host.startswith("ec2-"):
        return False  # the name of one machine, with its address in it
    return any(host.endswith("." + end) for end in _ELASTIC)


_AZURE = "168.63.129.16"
"""A public address that only stands for the machine's own cloud."""


def external_name_servers(resolver: Directive) -> list[Token]:
    """The addresses in a ``resolver`` that lie in the internet."""
    found = []
    for word in resolver.args:
        url = parse_url(str(word), default_port=53)
        if url.error or url.family not in ("inet", "inet6") or url.host == _AZURE:
            continue
        try:
            address_ = ipaddress.ip_address(url.host.strip("[]"))
        except ValueError:
            continue
        if address_.is_global and not address_.is_multicast:
            found.append(word)
    return found


def routes_by(configuration: Configuration, resolver: Directive) -> Directive | None:
    """A line that sends requests to a name which ``resolver`` looks up, ``None`` if none is known.

    Not one that goes where the client names it.
    """
    for passing, name in _looked_up_by(configuration, resolver):
        if isinstance(name, Destination):
            return passing
    for block in upstreams(configuration):
        for server in servers_of(block):
            if is_run_time_name(server) and resolver in effective(configuration, block, "resolver"):
                return server
    return None


def _looked_up_by(
    configuration: Configuration, resolver: Directive
) -> Iterator[tuple[Directive, Destination | Input]]:
    for passing in configuration.named(*PASSES):
        block = passing.parent
        if block is None or not passing.args or "$" not in passing.args[0]:
            continue
        if resolver in effective(configuration, block, "resolver"):
            for name in _asked_for(configuration, passing):
                yield passing, name


def is_best_outside(configuration: Configuration, resolver: Directive) -> bool:
    """Whether all that is known to ask a ``resolver`` does well with a name server in the internet.

    The answers of OCSP for ``ssl_stapling`` are signed. And where requests go on to the host that the client
    asked for, a name server nearby may lead back to this nginx.
    """
    if routes_by(configuration, resolver) is not None:
        return False
    if next(_looked_up_by(configuration, resolver), None) is not None:
        return True
    if any("_by_lua" in name or name.startswith("js_") for name in configuration.by_name):
        return False
    return any(line.args == ["on"] and _meet(line, resolver) for line in configuration.named("ssl_stapling"))


def _meet(one: Directive, other: Directive) -> bool:
    """Whether the block of one of two lines is that of the other, or lies around it."""
    inner, outer = one.parent, other.parent
    if inner is None or outer is None or inner is outer:
        return True
    return any(block is outer for block in inner.ancestors()) or any(
        block is inner for block in outer.ancestors()
    )
