"""What ``proxy_pass`` makes of a request's path.

ngx_http_proxy_create_request in src/http/modules/ngx_http_proxy_module.c: a path in the text of
``proxy_pass`` replaces what the location matched; with variables the text is sent as they make it, and
nothing is encoded again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote

from nginxlint.config.blocks.answering import answering
from nginxlint.config.blocks.locations import location_of
from nginxlint.config.blocks.passing import passed_uri, sent_uri
from nginxlint.nginx.regex import charset

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.config.variables.client import Input
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


class SlashMismatch(NamedTuple):
    """A location and the path of ``proxy_pass`` of which only one ends in a slash.

    A request for ``path`` is sent as ``sent``. ``kind`` is ``doubled`` (two slashes), ``climbs`` (above the
    path) or ``glued`` (no slash). ``is_alone`` says that there is no location with
    a slash at the end of its path, which this one would become; ``is_single`` that the location is made for
    one path alone, as that of a WebSocket or of a probe is.
    """

    kind: Literal["doubled", "climbs", "glued"]
    location: Directive
    uri: Token
    path: str
    sent: str
    is_alone: bool
    is_single: bool


_PROBES = frozenset(
    ("health", "healthz", "healthcheck", "live", "ready", "ping", "status", "metrics", "version")
)
"""Paths that are asked for as they are, and nothing below them."""


def slash_mismatch(configuration: Configuration, passing: Directive) -> SlashMismatch | None:
    """How a location and the path of its ``proxy_pass`` don't fit together, ``None`` if they do."""
    if not passing.args or "/" not in passing.args[0].partition("://")[2]:
        return None
    block = passing.parent
    meaning = None if block is None else location_of(block)
    uri = passed_uri(passing)
    if block is None or meaning is None or meaning.kind != "prefix" or uri is None or not meaning.name:
        return None
    if block.first("rewrite") or "?" in uri or not uri.startswith("/"):
        return None
    name = meaning.name
    if name.endswith("/"):
        # An end that is no letter or digit is meant to be gone on with: `/prefix-`.
        tries: list[tuple[Literal["doubled", "climbs", "glued"], str]] = []
        if uri[-1].isalnum():
            tries.append(("glued", "users"))
    elif uri.endswith("/"):
        is_file = "." in name.rpartition("/")[2]
        tries = [] if is_file else [("doubled", "/users")]
        if uri != "/":
            tries.append(("climbs", "../x"))
    else:
        return None
    for kind, end in tries:
        path = name + end
        if _gets_to(configuration, block, path):
            alone = not any(one.args[-1:] == [f"{name}/"] for one in _beside(configuration, block))
            single = name.rpartition("/")[2].lower() in _PROBES or any(
                line.args and line.args[0].lower() == "upgrade" for line in block.all("proxy_set_header")
            )
            return SlashMismatch(kind, block, uri, path, sent_uri(name, str(uri), path), alone, single)
    return None


def _beside(configuration: Configuration, block: Directive) -> list[Directive]:
    """The locations in the block around a location, itself among them."""
    return configuration.around("location") if block.parent is None else block.parent.all("location")


def _gets_to(configuration: Configuration, block: Directive, path: str) -> bool:
    """Whether a request for a path is answered by that location, as far as what was read says."""
    outer = block.within("server") or block.parent
    if outer is not None:
        return answering(outer, path) is block
    others = filter(None, map(location_of, _beside(configuration, block)))
    prefixes = [one.name for one in others if one.kind in ("prefix", "exact") and path.startswith(one.name)]
    return block.args[-1:] == [max(prefixes, key=len, default="")]


class Decoded(NamedTuple):
    """A piece of the path that is sent decoded: a request for ``path`` (encoded) is sent as ``sent``."""

    variable: str
    path: str
    sent: str


_MARKS = ("?", "%", "#", " ")
"""What means something else once it is decoded: it begins the arguments, an escape or a fragment, or
ends the request's path.
"""


def decoded_path(configuration: Configuration, passing: Directive) -> Decoded | None:
    """What a client can have sent decoded through a variable in ``proxy_pass``, ``None`` if nothing.

    What follows the host without a slash is part of the host, and what follows a ``?`` is argument.
    """
    if not passing.args or "$" not in passing.args[0]:
        return None
    from nginxlint.config.variables.client import client_texts  # few have variables

    for pieces in client_texts(configuration, passing, str(passing.args[0])):
        written = ""
        for piece in pieces:
            if isinstance(piece, str):
                written += piece
                continue
            host, slash, path = written.partition("://")[2].partition("/")
            if "?" in host or "?" in path:
                break
            if piece.known and piece.variable in ("$uri", "$document_uri"):
                found = _decoded(piece, passing, slash + path)
                if found is not None:
                    return found
            written += "x"
    return None


def _decoded(piece: Input, passing: Directive, before: str) -> Decoded | None:
    for mark in _MARKS:
        if piece.mask & charset.of(mark):
            found = _example(piece, passing, mark)
            if found is not None and (before + found[1]).startswith("/"):
                path, value = found
                name = f"${piece.group}" if piece.group else piece.variable
                return Decoded(name, _encoded(path), before + value)
    return None


def _example(piece: Input, passing: Directive, mark: str) -> tuple[str, str] | None:
    """A decoded path with which the piece holds ``mark``, and what the piece is then."""
    from nginxlint.nginx.regex.matching import matches  # few proxy_pass have variables
    from nginxlint.nginx.regex.meaning import filled, holding, shortest
    from nginxlint.nginx.regex.syntax import parse

    pattern = piece.pattern
    if pattern is None:
        if piece.group:
            return None
        block = passing.within("location")
        meaning = None if block is None else location_of(block)
        start = meaning.name if meaning is not None and meaning.kind == "prefix" else "/"
        return (f"{start}a{mark}b",) * 2
    if not piece.group:
        regex = parse(pattern.text, pattern.caseless)
        end = "" if regex is None else shortest(regex.tree)
        tries = (f"/a{mark}b{end}", f"{end}a{mark}b")
        fitting = (
            one for one in tries if one.startswith("/") and matches(pattern.text, pattern.caseless, one)
        )
        return next(((one, one) for one in fitting), None)
    capture = pattern.text, pattern.caseless, piece.group
    witness = (
        filled(*capture, f"a{mark}b", path=True)
        or filled(*capture, f"/a{mark}b", path=True)
        or holding(*capture, charset.of(mark), path=True)
    )
    return None if witness is None else (witness.subject, witness.capture)


def _encoded(path: str) -> str:
    return quote(path.encode("latin-1", "replace"), safe="/-._~!$&'()*+,;=:@")


def encoded_twice(configuration: Configuration, passing: Directive) -> Directive | None:
    """The ``rewrite`` that puts an encoded path where nginx encodes it once more, ``None`` if none does.

    So it is where ``proxy_pass`` has no path of its own, also if another ``rewrite`` cuts something off.
    """
    block = passing.parent
    if block is None or not passing.args or "rewrite" not in configuration.by_name:
        return None
    rewrites = [*block.all("rewrite"), *(line for one in block.all("if") for line in one.all("rewrite"))]
    raw = next((line for line in rewrites if line.args[1:2] == ["$request_uri"]), None)
    if raw is None:
        return None
    from nginxlint.config.variables.client import client_texts

    for pieces in client_texts(configuration, passing, str(passing.args[0])):
        text = "".join(piece if isinstance(piece, str) else "/" for piece in pieces)
        if "$" in passing.args[0] and "/" in text.partition("://")[2]:
            return None
    return raw
