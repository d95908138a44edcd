"""Requests that go in circles: in nginx itself, or from one redirect to the next.

A circle is claimed only of a request that was followed through the configuration (see ``routing``). Where
a redirect leads is known for a path on the same site, and for a host that is a name of a server here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import unquote

from nginxlint.config.blocks.access import access
from nginxlint.config.blocks.listening import addresses
from nginxlint.config.blocks.names import name_serving, server_names
from nginxlint.config.circles import endless
from nginxlint.config.inherit import effective, value
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, inherits_known, open_blocks
from nginxlint.config.routes.error_pages import ErrorPage, error_pages
from nginxlint.config.routes.requests import Patience, Request, sample_paths
from nginxlint.config.routes.rewriting import handler, redirect_of, rewrite_of
from nginxlint.config.routes.routing import route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.listening import Address
    from nginxlint.config.configuration import Configuration
    from nginxlint.config.routes.rewriting import Redirect
    from nginxlint.config.routes.routing import Answer
    from nginxlint.syntax.tree import Directive

MAX_REDIRECTS = 20
"""Redirects in a row after which browsers give up."""

_ANYBODY = "some-host.example"
"""A host that is nobody's name: the default server answers."""


class Loop(NamedTuple):
    """A request that goes in circles.

    ``line`` is where the circle begins, ``lines`` all that lead around, ``places`` the paths (or addresses,
    if it leaves the site) that the request is led to, one after the other; ``asked`` is where it began.
    """

    line: Directive
    asked: str
    lines: tuple[Directive, ...]
    places: tuple[str, ...]


@kept
def rewrite_loops(configuration: Configuration) -> list[Loop]:
    """Rewrites that lead to themselves until nginx answers 500, each line once."""
    found, patience = _Found(), Patience()
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
            found.add(_cycle(configuration, line, patience))
    return found.loops


@kept
def fallback_loops(configuration: Configuration) -> list[Loop]:
    """Fallbacks of ``try_files`` that lead to themselves until nginx answers 500, each line once."""
    found, patience = _Found(), Patience()
    for line in configuration.named("try_files"):
        *tests, last = line.args if len(line.args) > 1 else ("", "=")
        if last.startswith(("=", "@")) or ("$uri" in tests and "$" not in last.partition("?")[0]):
            continue  # what the last word names is found when it is asked for
        found.add(_cycle(configuration, line, patience))
    return found.loops


@kept
def redirect_loops(configuration: Configuration) -> list[Loop]:
    """Redirects that lead to themselves until the browser gives up, each line once."""
    found, patience = _Found(), Patience()
    for line, server in _leading_on(configuration):
        if id(line) not in found.seen:
            for request in _requests(configuration, line, server):
                loop = _follow(configuration, server, request, line, patience)
                if loop is not None:
                    found.add(loop)
                    break
    return found.loops


def _leading_on(configuration: Configuration) -> list[tuple[Directive, Directive]]:
    """The redirects, with their servers, that may lead to a server that leads on without end."""
    ways = [
        (line, server, _landings(configuration, redirect, server))
        for line in configuration.named("return", "rewrite")
        if (redirect := redirect_of(line)) is not None and (server := line.within("server")) is not None
    ]
    places: dict[int | frozenset[int], set[frozenset[int]] | frozenset[int]] = {}
    for _, server, landings in ways:
        places.setdefault(id(server), set()).add(landings)  # type: ignore[union-attr]
        places[landings] = landings
    lasting = endless(places)
    return [(line, server) for line, server, landings in ways if landings in lasting]


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


def _cycle(configuration: Configuration, line: Directive, patience: Patience) -> Loop | None:
    """A request that a line leads around inside nginx."""
    server = line.within("server")
    if server is None or from_template(configuration, line, server):
        return None
    for path in sample_paths(line):
        request = Request(path)
        answer = route(configuration, server, request, patience)
        if answer is not None and answer.kind == "cycle":
            steps = _last_round(answer)
            if any(step is line for step in steps):
                return Loop(line, path, steps, _distinct([step.path for step in answer.steps]))
    return None


def _last_round(answer: Answer) -> tuple[Directive, ...]:
    """The lines that lead around in the end."""
    lines = [step.line for step in answer.steps]
    return _lines(lines[len(lines) // 2 :])


def _requests(configuration: Configuration, line: Directive, server: Directive) -> Iterator[Request]:
    """Requests that may come to a line that redirects, from each way into its server."""
    paths = list(sample_paths(line))
    for scheme, port in _entrances(configuration).get(id(server), ()):
        for host in _hosts(configuration, server, _doors(configuration)[scheme, port]):
            for path in paths:
                yield Request(path, "", scheme, host, port)


def _hosts(configuration: Configuration, server: Directive, doors: list[Address]) -> list[str]:
    """Hosts that bring a request to a server: by its names, or any other one if it is the default server.

    An empty one stands for a host that nobody can tell.
    """
    found = []
    for name in server_names(configuration).get(id(server), [])[:4]:
        text = name.text.lstrip("*")
        for host in (text.lstrip("."), f"www{text}", f"some-host{text}") if text.startswith(".") else (text,):
            if _HOST.fullmatch(host) and _served(configuration, doors, host) is server:
                found.append(host)
                break
    if not found and _served(configuration, doors, _ANYBODY) is server:
        found.append(_ANYBODY)
    return found or [""]


_HOST = re.compile(r"(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*")


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


def _landings(configuration: Configuration, redirect: Redirect, server: Directive) -> frozenset[int]:
    """The servers (by identity) that a redirect may lead to, as far as they are known."""
    target = redirect.target
    found = _URL.match(target)
    if found is None:
        return frozenset() if target.startswith(("http://", "https://")) else frozenset((id(server),))
    scheme, host, port = found["scheme"], found["host"].lower(), found["port"]
    door = (scheme, int(port) if port else 443 if scheme == "https" else 80)
    hosts = [host]
    if "$" in host:
        hosts = [name.text for name in server_names(configuration).get(id(server), ())]
        if not all(map(_HOST.fullmatch, hosts)):
            return _behind(configuration).get(door, frozenset())
    shared = _doors(configuration).get(door, [])
    return frozenset(id(one) for host in hosts if (one := _served(configuration, shared, host)) is not None)


@kept
def _behind(configuration: Configuration) -> dict[tuple[str, int], frozenset[int]]:
    """The servers (by identity) by scheme and port."""
    return {
        door: frozenset(id(server) for address in shared for server in address.servers)
        for door, shared in _doors(configuration).items()
    }


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
    configuration: Configuration, server: Directive, request: Request, start: Directive, patience: Patience
) -> Loop | None:
    """The circle that a request goes in, if the line ``start`` is a part of it."""
    lines: list[Directive] = []
    asked = [request]
    while len(lines) <= MAX_REDIRECTS:
        if from_template(configuration, server):
            return None
        answer = route(configuration, server, asked[-1], patience)
        if answer is None or answer.kind != "redirect" or answer.line is None:
            return None
        if not lines and answer.line is not start:
            return None
        landing = _landing(configuration, server, answer, asked[-1])
        if landing is None:
            return None
        lines.append(answer.line)
        server, following = landing
        asked.append(following)
        if following in asked[:-1]:
            break
    first = asked.index(asked[-1]) if asked[-1] in asked[:-1] else 0
    around = lines[first:]
    if all(line is not start for line in around):
        return None
    stays = len({one[2:] for one in asked}) == 1
    places = [one.uri if stays else one.url for one in asked[first:]]
    return Loop(start, places[0], _lines(around), _distinct(places[1:]))


def _lines(lines: list[Directive]) -> tuple[Directive, ...]:
    return tuple({id(line): line for line in lines}.values())


def _distinct(places: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(places))


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


class FailingPage(NamedTuple):
    """A page for an error that is never shown, because asking for it ends in the same error.

    ``cause`` is the line that denies it, answers it with the code, or passes it to the backend that failed.
    ``is_repeated`` says that nginx tries ten times.
    """

    page: ErrorPage
    kind: Literal["denied", "answered", "passed"]
    cause: Directive
    is_repeated: bool


@kept
def failing_pages(configuration: Configuration) -> list[FailingPage]:
    """The ``error_page`` of servers and locations that are never shown; a path of each line once."""
    found = []
    patience = Patience()
    for line in configuration.named("error_page"):
        server = line.within("server")
        if server is None or not line.args or line.args[-1][:1] != "/" or "$" in line.args[-1]:
            continue
        if from_template(configuration, line, server):
            continue
        failing = next(
            filter(None, (_failing(configuration, server, page, patience) for page in error_pages(line))),
            None,
        )
        if failing is not None:
            found.append(failing)
    return found


def _failing(
    configuration: Configuration, server: Directive, page: ErrorPage, patience: Patience
) -> FailingPage | None:
    if page.code == "444":
        return None  # "return 444" closes the connection, which is what is wanted
    if page.code not in ("401", "403", "502", "504") and (id(server), page.code) not in _given(configuration):
        return None
    path, _, args = page.target.partition("?")
    answer = route(configuration, server, Request(path, args), patience, page=True)
    if answer is None or not inherits_known(configuration, answer.block):
        return None
    kind: Literal["denied", "answered", "passed"]
    cause: Directive | None = None
    if answer.kind == "status" and answer.status == page.code and answer.line is not None:
        kind, cause = "answered", answer.line
        if len(cause.args) > 1 and cause.name == "return":
            return None
    elif answer.kind == "content" and page.code in ("401", "403"):
        kind, cause = "denied", _denies(configuration, answer.block, page.code)
    elif answer.kind == "content" and page.code in ("502", "504"):
        kind, cause = "passed", _same_backend(configuration, server, answer.block, page, patience)
    else:
        return None
    if cause is None:
        return None
    repeated = value(configuration, answer.block, "recursive_error_pages") == "on"
    return FailingPage(page, kind, cause, repeated)


@kept
def _given(configuration: Configuration) -> set[tuple[int, str]]:
    """The codes that lines of a server, or of a location in it, give without a text."""
    found = set()
    for line in configuration.named("return"):
        block = line.parent
        if block is not None and block.name == "location":
            block = block.parent
        if block is not None and len(line.args) == 1:
            found.add((id(block), str(line.args[0])))
    return found


def _denies(configuration: Configuration, block: Directive, code: str) -> Directive | None:
    """What keeps strangers from a block, so that they get that code."""
    here = access(configuration, block)
    if here.any_is_enough:
        return None
    if code == "401":
        return here.authentication[0] if here.authentication else None
    return here.rules[-1] if here.rules and not here.lets_everybody_by else None


def _same_backend(
    configuration: Configuration, server: Directive, block: Directive, page: ErrorPage, patience: Patience
) -> Directive | None:
    """What passes the page to the backend that the front page comes from, where ``page`` is in effect too."""
    front = route(configuration, server, Request("/"), patience)
    if front is None or front.kind != "content":
        return None
    own, other = handler(block), handler(front.block)
    if own is None or other is None or (own.name, own.args) != (other.name, other.args):
        return None
    lines = effective(configuration, front.block, "error_page")
    return own if any(line is page.line for line in lines) else None
