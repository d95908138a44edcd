"""Which location answers a request (ngx_http_core_find_location in src/http/ngx_http_core_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from nginxlint.config.blocks.locations import Location, location_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from nginxlint.syntax.tree import Directive


class Request(Protocol):
    """A request, or many of which the same is known."""

    def equal(self, names: Collection[str]) -> str | None:
        """The one of ``names`` that is the path."""

    def longest(self, names: Collection[str]) -> str | None:
        """The longest of ``names`` that the path begins with."""

    def fits(self, directive: Directive, location: Location) -> bool:
        """Whether the regular expression of a location is found in the path."""

    def ends(self, location: Location) -> bool:
        """Whether no regular expression is tried if this is the longest prefix."""


class PathRequest:
    """A request for one path, decoded."""

    def __init__(self, path: str) -> None:
        self._path = path

    def equal(self, names: Collection[str]) -> str | None:
        return self._path if self._path in names else None

    def longest(self, names: Collection[str]) -> str | None:
        begins = (self._path[:length] for length in range(len(self._path), -1, -1))
        return next((begin for begin in begins if begin in names), None) if names else None

    def fits(self, _: Directive, location: Location) -> bool:
        return location_matches(location, self._path)

    def ends(self, location: Location) -> bool:
        return location.modifier == "^~"


def answering(block: Directive, path: str) -> Directive:
    """The location in ``block`` (a server or a location) that answers a decoded path.

    ``block`` itself if none does.

    An exact one wins, then the longest prefix with ``^~``, then the first regular expression that matches,
    then the longest prefix; inside the location that was found the same begins again. A location that passes
    requests on and ends in a slash also answers its path without the slash, with a redirect.
    """
    return answering_request(block, PathRequest(path))


def answering_request(block: Directive, request: Request) -> Directive:
    """The location that answers a request of which only something is known."""
    return _answering(block, request)[0]


def _answering(block: Directive, request: Request) -> tuple[Directive, bool]:
    """The location, and whether it is final: an exact one or one that a regular expression chose."""
    here = locations_in(block)
    name = request.equal(here.exact)
    if name is not None:
        return here.exact[name], True
    longest = request.longest(here.prefixes)
    name = request.equal(here.redirecting)
    if name is not None and name != longest:
        return here.redirecting[name], True
    found = block
    if longest is not None:
        found, is_final = _answering(here.prefixes[longest][0], request)
        if is_final:
            return found, True
    if here.regexes and not request.ends(_NONE if longest is None else here.prefixes[longest][1]):
        for directive, location in here.regexes:
            if request.fits(directive, location):
                return _answering(directive, request)[0], True
    return found, False


_NONE = Location("prefix", "", "")

_REDIRECTING = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass")
"""Directives that set ``auto_redirect``."""


class Locations(NamedTuple):
    """The locations directly in a block.

    ``exact`` and ``prefixes`` by their paths; ``redirecting`` are those that answer a path with a redirect,
    by that path; ``regexes`` are in their order, ``named`` by their names with ``@``.
    """

    exact: dict[str, Directive]
    prefixes: dict[str, tuple[Directive, Location]]
    redirecting: dict[str, Directive]
    regexes: list[tuple[Directive, Location]]
    named: dict[str, Directive]


def locations_in(block: Directive) -> Locations:
    """The locations directly in a block, sorted once."""
    found: Locations | None = block.locations
    if found is None:
        found = block.locations = Locations({}, {}, {}, [], {})
        for directive, location in _locations(block):
            name = location.name
            match location.kind:
                case "regex":
                    found.regexes.append((directive, location))
                case "named":
                    found.named.setdefault(name, directive)
                case "exact":
                    found.exact.setdefault(name, directive)
                case "prefix":
                    found.prefixes[name] = (directive, location)
            if location.kind in ("exact", "prefix") and name.endswith("/") and _passes(directive):
                found.redirecting[name[:-1]] = directive
    return found


def _passes(location: Directive) -> bool:
    return any(line.name in _REDIRECTING for line in location.children or ())


def _locations(block: Directive) -> Iterator[tuple[Directive, Location]]:
    for directive in block.all("location"):
        location = location_of(directive)
        if location is not None and directive.children is not None:
            yield directive, location


def location_matches(location: Location, path: str) -> bool:
    """Whether the regular expression of a location fits a decoded path."""
    from nginxlint.nginx.regex.matching import matches  # only servers with regular expressions pay for it

    return matches(location.name, location.modifier == "~*", path.encode().decode("latin-1"))


def answers_constant(block: Directive) -> bool:
    """Whether a location answers every request with the same text, or with a bare code."""
    line = block.first("return")
    return line is not None and bool(line.args) and not any("$" in arg or "://" in arg for arg in line.args)


_ANSWERS = ("return", "stub_status", "empty_gif", "api", "mp4", "flv", "perl", "js_content")


def serves_files(block: Directive) -> bool:
    """Whether requests for a location (or server) are answered with files.

    No other directive answers them.
    """
    for line in block.children or ():
        if line.name in _ANSWERS or line.name.endswith(("_pass", "_by_lua", "_by_lua_block", "_by_lua_file")):
            return False
        if line.name == "rewrite" and line.args[2:] in (["last"], ["redirect"], ["permanent"]):
            return False
    return True


_ORDINARY = ("/page", "/folder/", "/style.css", "/image.png", "/page.html", "/data.json")


def only_scripts(directive: Directive) -> bool:
    """Whether a location takes only one path, or only paths of scripts such as ``\\\\.php$``.

    It does not, if it would answer for a page or an image.
    """
    location = location_of(directive)
    if location is None or location.kind in ("prefix", "named"):
        return False
    return location.kind == "exact" or not any(location_matches(location, path) for path in _ORDINARY)
