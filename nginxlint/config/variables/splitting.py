"""Whether a client can put a line break into a text that becomes a header line."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from nginxlint.config.blocks.locations import Location, location_of
from nginxlint.config.variables.client import Input, client_inputs
from nginxlint.config.variables.regexes import patterns
from nginxlint.nginx.regex import charset
from nginxlint.nginx.variables import variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_HARMLESS = frozenset(
    (
        "host",
        "request_uri",
        "scheme",
        "server_name",
        "server_port",
        "remote_addr",
        "args",
        "is_args",
        "query_string",
        "proxy_add_x_forwarded_for",
        "request_method",
        "remote_user",
        "request_id",
        "proxy_host",
        "connection_upgrade",
        "ssl_client_verify",
        "ssl_client_s_dn",
        "ssl_protocol",
        "content_type",
        "upstream_cache_status",
    )
)
"""Common variables that never hold a line break, so that most texts are done with at a glance."""


class Break(NamedTuple):
    """A line break that a client can put in.

    Through ``variable``, with a request for ``path`` (percent-encoded).

    ``feed`` says that it is a line feed, which every reader takes for the end of a line; otherwise it is a
    carriage return alone, which some do.
    """

    variable: str
    path: str
    feed: bool


def line_break(
    configuration: Configuration, directive: Directive, text: str, *, carriage_return: bool
) -> Break | None:
    """A line break that a client can put into an argument of ``directive``.

    ``None`` if there is none for certain.
    """
    if _is_harmless(text):
        return None
    found: Break | None = None
    for piece in client_inputs(configuration, directive, text):
        one = _break(piece, directive, carriage_return=carriage_return)
        if one is not None and (found is None or one.feed):
            found = one
    return found


@lru_cache(maxsize=4096)
def _is_harmless(text: str) -> bool:
    names = [use.name.lower() for use in variables_in(text)]
    return all(name in _HARMLESS or name.startswith(("http_", "arg_", "cookie_")) for name in names)


def _break(piece: Input, directive: Directive, *, carriage_return: bool) -> Break | None:
    for mark, feed in (("\n", True), ("\r", False)):
        if not (feed or carriage_return) or not piece.mask & charset.of(mark):
            continue
        subject = _request(piece, directive, mark)
        if subject is not None:
            return Break(piece.variable, quote(subject.encode("latin-1"), safe="/-._~"), feed)
    return None


def _request(piece: Input, directive: Directive, mark: str) -> str | None:
    """A path with the line break in the piece.

    Proven by matching where a regular expression stands between.
    """
    for subject in _subjects(piece, directive, mark):
        if _selects(directive, subject):
            return subject
    return None


def _subjects(piece: Input, directive: Directive, mark: str) -> Iterator[str]:
    from nginxlint.nginx.regex.matching import matches
    from nginxlint.nginx.regex.meaning import holding, shortest
    from nginxlint.nginx.regex.syntax import parse

    pattern = piece.pattern
    prefix = _prefix(directive)
    if pattern is None and not piece.group and directive.name == "rewrite":
        # The path as a whole, and only such a one as the rewrite itself fits.
        pattern, piece = next(patterns(directive), None), piece._replace(group=0)
    if pattern is None:
        if not piece.group:
            yield f"{prefix}{mark}x"
        return
    if not pattern.is_path:
        return
    if piece.group == 0:
        regex = parse(pattern.text, pattern.caseless)
        if regex is None:
            return
        example = shortest(regex.tree).removeprefix("/")
        for subject in (
            f"{prefix}{example}{mark}x",
            f"/{example}{mark}x",
            f"{prefix}{mark}x/{example}",
            f"{prefix}{mark}x",
        ):
            if matches(pattern.text, pattern.caseless, subject):
                yield subject
    witness = holding(pattern.text, pattern.caseless, piece.group, charset.of(mark), path=True)
    if witness is not None:
        yield witness.subject


def _selects(directive: Directive, path: str) -> bool:
    """Whether a path gets to the location around a directive, as far as that location says."""
    from nginxlint.nginx.regex.matching import matches

    for block in directive.ancestors():
        location = location_of(block) if block.name == "location" else None
        match location:
            case None:
                continue
            case Location(kind="exact", name=name):
                return path == name
            case Location(kind="prefix", name=name):
                return path.startswith(name)
            case Location(kind="regex", name=name, modifier=modifier):
                return matches(name, modifier == "~*", path)
    return True


def _prefix(directive: Directive) -> str:
    location = directive.within("location")
    meaning = None if location is None else location_of(location)
    return meaning.name if meaning is not None and meaning.kind == "prefix" else "/"
