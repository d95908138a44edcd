"""Which location answers a request (ngx_http_core_find_location in src/http/ngx_http_core_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.locations import Location, location_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.syntax.tree import Directive


def answering(block: Directive, path: str) -> Directive:
    """The location in ``block`` (a server or a location) that answers a decoded path.

    ``block`` itself if none does.

    An exact one wins, then the longest prefix with ``^~``, then the first regular expression that matches,
    then the longest prefix; inside the location that was found the same begins again.
    """
    return _answering(block, path)[0]


def _answering(block: Directive, path: str) -> tuple[Directive, bool]:
    """The location, and whether it is final: an exact one or one that a regular expression chose."""
    best: Directive | None = None
    longest = Location("prefix", "", "")
    for directive, location in _locations(block):
        if location.kind == "exact" and location.name == path:
            return directive, True
        if (
            location.kind == "prefix"
            and path.startswith(location.name)
            and len(location.name) >= len(longest.name)
        ):
            best, longest = directive, location
    found = block
    if best is not None:
        found, is_final = _answering(best, path)
        if is_final:
            return found, True
    if longest.modifier != "^~":
        for directive, location in _locations(block):
            if location.kind == "regex" and location_matches(location, path):
                return _answering(directive, path)[0], True
    return found, False


def _locations(block: Directive) -> Iterator[tuple[Directive, Location]]:
    for directive in block.all("location"):
        location = location_of(directive)
        if location is not None and directive.children is not None:
            yield directive, location


def location_matches(location: Location, path: str) -> bool:
    """Whether the regular expression of a location fits a decoded path."""
    from nginxlint.nginx.regex.matching import matches  # only servers with regular expressions pay for it

    return matches(location.name, location.modifier == "~*", path.encode().decode("latin-1"))


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
