"""Requests that go in circles: in nginx itself, or from one redirect to the next.

A circle is claimed only of a request that was followed through the configuration (see ``routing``). Where
a redirect leads is known for a path on the same site, and for a host that is a name of a server here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from nginxlint.config.inherit import value
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, open_blocks
from nginxlint.config.listening import addresses
from nginxlint.config.locations import location_of
from nginxlint.config.names import name_serving, server_names
from nginxlint.config.regexes import patterns
from nginxlint.config.requests import NAME, Request
from nginxlint.config.rewriting import redirect_of, rewrite_of
from nginxlint.config.routing import route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.config.listening import Address
    from nginxlint.config.routing import Answer
    from nginxlint.syntax.tree import Directive

MAX_REDIRECTS = 20
"""Redirects in a row after which browsers give up."""

_ANYBODY = "some-host.example"
"""A host that is nobody's name: the default server answers."""


class Loop(NamedTuple):
    """A request that goes in circles.

    ``line`` is where the circle begins, ``lines`` all that lead around, ``places`` the paths or addresses
    that the request comes to: the first is where it is led to first.
    """

    line: Directive
    request: Request
    lines: tuple[Directive, ...]
    places: tuple[str, ...]


@kept
def rewrite_loops(configuration: Configuration) -> list[Loop]:
    """Rewrites that lead to themselves until nginx answers 500, each line once."""
    found = _Found()
    by_server: dict[int, list[Directive]] = {}
    for line in configuration.named("rewrite"):
        rewrite = rewrite_of(line)
        server = line.within("server")
        if rewrite is None or rewrite.redirects or rewrite.flag == "break" or server is None:
            continue
        if line.within("location") is not None:
            by_server.setdefault(id(server), []).append(line)
    for lines in by_server.values():
        for line in lines:
            if len(lines) == 1 and not _fits_itself(str(line.args[0]), str(line.args[1])):
                continue
            found.add(_cycle(configuration, line))
    return found.loops


@kept
def fallback_loops(configuration: Configuration) -> list[Loop]:
    """Fallbacks of ``try_files`` that lead to themselves until nginx answers 500, each line once."""
    found = _Found()
    for line in configuration.named("try_files"):
        *tests, last = line.args if len(line.args) > 1 else ("", "=")
        if last.startswith(("=", "@")) or ("$uri" in tests and "$" not in last.partition("?")[0]):
            continue  # what the last word names is found when it is asked for
        found.add(_cycle(configuration, line))
    return found.loops


@kept
def redirect_loops(configuration: Configuration) -> list[Loop]:
    """Redirects that lead to themselves until the browser gives up, each line once."""
    found = _Found()
    candidates = [
        (line, server)
        for line in configuration.named("return", "rewrite")
        if redirect_of(line) is not None and (server := line.within("server")) is not None
    ]
    redirecting = {id(server) for _, server in candidates}
    for line, server in candidates:
        if id(line) not in found.seen and _may_return(configuration, line, server, redirecting):
            for request in _requests(configuration, line, server):
                loop = _follow(configuration, server, request, line)
                if loop is not None:
                    found.add(loop)
                    break
    return found.loops


class _Found:
    """Loops by the lines that make them; a file that is included several times says each once."""

    def __init__(self) -> None:
        self.loops: list[Loop] = []
        self.seen: set[int] = set()
        self._texts: set[tuple[int, int]] = set()

    def add(self, loop: Loop | None) -> None:
        if loop is None or id(loop.line) in self.seen:
            return
        self.seen.update(map(id, loop.lines))
        places = {(id(line.reading.document), line.index) for line in loop.lines}
        if not places & self._texts:
            self.loops.append(loop)
        self._texts |= places


@lru_cache(maxsize=1024)
def _fits_itself(pattern: str, target: str) -> bool:
    """Whether what a rewrite makes of a path may fit its pattern again; yes, if nobody can say."""
    from nginxlint.nginx.regex.matching import LimitError, search

    path = target.partition("?")[0]
    if "$" in path:
        return True
    try:
        return search(pattern, False, path) is not None
    except LimitError:
        return True


def _cycle(configuration: Configuration, line: Directive) -> Loop | None:
    """A request that a line leads around inside nginx."""
    server = line.within("server")
    if server is None or from_template(configuration, line, server):
        return None
    for path in _paths(line):
        request = Request(path)
        answer = route(configuration, server, request)
        if answer is not None and answer.kind == "cycle":
            steps = _last_round(answer)
            if any(step is line for step in steps):
                return Loop(line, request, steps, tuple(step.path for step in answer.steps))
    return None


def _last_round(answer: Answer) -> tuple[Directive, ...]:
    """The lines that lead around in the end."""
    lines = [step.line for step in answer.steps]
    return tuple({id(line): line for line in lines[len(lines) // 2 :]}.values())


def _paths(line: Directive) -> Iterator[str]:
    """Paths of requests that may come to a line; the same is never tried twice."""
    found: dict[str, None] = {}
    around = [line, *line.ancestors()]
    stems = ["/"]
    for block in around:
        location = location_of(block)
        if location is not None and location.kind in ("exact", "prefix"):
            name = location.name
            if location.kind == "prefix":
                stems = [name if name.endswith("/") else f"{name}/"]
                found[stems[0] + NAME] = None
            found[name] = None
            break
    else:
        found[f"/{NAME}"] = None
    for block in around:
        for pattern in patterns(block) if block.name != "server_name" else ():
            if pattern.is_path:
                found.update(dict.fromkeys(_samples(pattern.text, pattern.caseless, stems[0])))
    yield from (path for path in found if path.startswith("/") and path.isascii() and path.isprintable())


@lru_cache(maxsize=1024)
def _samples(pattern: str, caseless: bool, stem: str) -> tuple[str, ...]:
    """Paths that a pattern fits, with a made-up name where it takes any."""
    from nginxlint.nginx.regex import charset
    from nginxlint.nginx.regex.meaning import filled, holding

    found = [
        filled(pattern, caseless, group, content, path=True)
        for group in (1, 2)
        for content in (NAME, stem[1:] + NAME, stem + NAME)
    ]
    found.append(holding(pattern, caseless, 0, charset.ALL, path=True))
    return tuple(dict.fromkeys(one.subject for one in found if one is not None))


def _requests(configuration: Configuration, line: Directive, server: Directive) -> Iterator[Request]:
    """Requests that may come to a line that redirects, from each way into its server."""
    paths = list(_paths(line))
    for scheme, port in _entrances(configuration).get(id(server), ()):
        for host in _hosts(configuration, server):
            for path in paths:
                yield Request(path, "", scheme, host, port)


def _hosts(configuration: Configuration, server: Directive) -> list[str]:
    """Hosts that a server is asked for by; one that nobody has if it has no name of its own."""
    found = []
    for name in server_names(configuration).get(id(server), [])[:4]:
        text = name.text
        if text.startswith((".", "*.")):
            text = f"www.{text.lstrip('*').lstrip('.')}"
        if _HOST.fullmatch(text):
            found.append(text)
    return found or [_ANYBODY]


_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")


@kept
def _entrances(configuration: Configuration) -> dict[int, list[tuple[str, int]]]:
    """By which schemes and ports each http server is reached over TCP."""
    found: dict[int, list[tuple[str, int]]] = {}
    for (scheme, port), shared in _doors(configuration).items():
        for address in shared:
            for server in address.servers:
                ways = found.setdefault(id(server), [])
                if (scheme, port) not in ways:
                    ways.append((scheme, port))
    return found


@kept
def _doors(configuration: Configuration) -> dict[tuple[str, int], list[Address]]:
    """The addresses of http servers over TCP by scheme and port."""
    found: dict[tuple[str, int], list[Address]] = {}
    for address in addresses(configuration):
        port = address.name.rpartition(":")[2]
        if (
            address.part != "http"
            or not port.isdecimal()
            or any("quic" in one.words for one in address.lines)
        ):
            continue
        tls = any("ssl" in one.words for one in address.lines)
        found.setdefault(("https" if tls else "http", int(port)), []).append(address)
    return found


def _may_return(
    configuration: Configuration, line: Directive, server: Directive, redirecting: set[int]
) -> bool:
    """Whether it is worth while to follow a redirect: the server that it leads to may redirect again."""
    redirect = redirect_of(line)
    found = None if redirect is None else _URL.match(redirect.target)
    if found is None:
        return redirect is not None and not redirect.target.startswith(("http://", "https://"))
    scheme, host, port = found["scheme"], found["host"].lower(), found["port"]
    doors = _doors(configuration).get((scheme, int(port) if port else 443 if scheme == "https" else 80))
    if doors is None:
        return False
    if "$" in host:
        names = _hosts(configuration, server)
    else:
        names = [host]
    for name in names:
        landing = _served(configuration, doors, name)
        if landing is not None and id(landing) in redirecting:
            return True
    return False


_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/:?#$]+|\$(?:host|http_host|server_name))(?::(?P<port>\d+))?(?=[/?#$]|$)"
)


def _served(configuration: Configuration, doors: list[Address], host: str) -> Directive | None:
    """The server that answers for a host on all of these addresses, ``None`` if nobody can tell."""
    found: Directive | None = None
    for address in doors:
        name = name_serving(configuration, address, host)
        if name is None and (host != _ANYBODY or configuration.context != "main"):
            return None
        server = address.default.server if name is None else name.server
        if found is not None and server is not found:
            return None
        found = server
    return found


def _follow(
    configuration: Configuration, server: Directive, request: Request, start: Directive
) -> Loop | None:
    """The circle that a request goes in, beginning with the line ``start``."""
    lines: list[Directive] = []
    places: list[str] = []
    asked = request
    seen: dict[Request, int] = {}
    while len(lines) <= MAX_REDIRECTS:
        if from_template(configuration, server):
            return None
        if asked in seen:
            around = lines[seen[asked] :]
            break
        seen[asked] = len(lines)
        answer = route(configuration, server, asked)
        if answer is None or answer.kind != "redirect" or answer.line is None:
            return None
        if not lines and answer.line is not start:
            return None
        lines.append(answer.line)
        landing = _landing(configuration, server, answer, asked)
        if landing is None:
            return None
        server, asked = landing
        places.append(asked.url)
    else:
        around = lines[MAX_REDIRECTS // 2 :]
    if all(line is not start for line in around):
        return None
    return Loop(start, request, tuple({id(line): line for line in around}.values()), tuple(places))


_TARGET = re.compile(
    r"(?:(?P<scheme>https?)://(?P<host>[^/:?#]+)(?::(?P<port>\d+))?)?(?P<path>/[^?#]*)?(?:\?(?P<args>[^#]*))?(?:#.*)?"
)


def _landing(
    configuration: Configuration, server: Directive, answer: Answer, asked: Request
) -> tuple[Directive, Request] | None:
    """The server that a redirect leads to and the request that it gets, ``None`` if nobody can tell."""
    found = _TARGET.fullmatch(answer.target)
    if found is None or not (found["host"] or found["path"]):
        return None
    scheme, host, port = asked.scheme, asked.host, asked.port
    if found["host"]:
        scheme, host = found["scheme"], found["host"].lower()
        port = int(found["port"] or (443 if scheme == "https" else 80))
    elif value(configuration, answer.block, "server_name_in_redirect") == "on" or answer.target.startswith(
        "//"
    ):
        return None
    path = unquote(found["path"] or "/", "latin-1")
    if (
        not path.isascii()
        or "/." in path
        or ("//" in path and value(configuration, server, "merge_slashes") == "off")
    ):
        return None
    request = Request(re.sub("/+", "/", path), found["args"] or "", scheme, host, port)
    if (scheme, host, port) == (asked.scheme, asked.host, asked.port):
        return server, request
    doors = _doors(configuration).get((scheme, port))
    if doors is None or open_blocks(configuration):
        return None
    landing = _served(configuration, doors, host)
    return None if landing is None else (landing, request)
