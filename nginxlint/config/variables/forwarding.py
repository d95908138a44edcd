"""Whether a client can choose the machine that its request is passed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.variables.client import Input, Text, client_texts
from nginxlint.nginx.regex import charset

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_STARTS_WITH_SLASH = frozenset(("$uri", "$document_uri", "$request_uri"))
_HOST_OF_REQUEST = frozenset(("$host", "$http_host", "$ssl_server_name"))


class Chosen(NamedTuple):
    """What of an address the client chooses: ``part`` is ``scheme`` or ``host``.

    ``piece`` is the text that it is chosen with.
    """

    piece: Input
    part: str


def chosen_target(configuration: Configuration, passing: Directive) -> Chosen | None:
    """What the client can choose of the address in a ``*_pass``, ``None`` if nothing for certain.

    A path is no matter, and a port neither where only digits fit.
    """
    if not passing.args or "$" not in passing.args[0]:
        return None
    for pieces in client_texts(configuration, passing, str(passing.args[0])):
        if any(isinstance(piece, Input) and not piece.known for piece in pieces):
            continue
        found = _chosen(pieces, passing)
        if found is not None:
            return found
    return None


def _chosen(pieces: Text, passing: Directive) -> Chosen | None:
    has_scheme = passing.name in ("proxy_pass", "grpc_pass")
    written = ""
    in_authority = not has_scheme
    for piece in pieces:
        if isinstance(piece, str):
            written += piece
            if not in_authority and "://" in written:
                in_authority = True
                written = written.partition("://")[2]
            if in_authority and any(mark in written for mark in "/?"):
                return None
            continue
        if not in_authority:
            if piece.mask & charset.of(":") and (not written or passing.name == "proxy_pass"):
                return Chosen(piece, "scheme" if written else "host")
            written += "x"  # a scheme, whichever: http and https are the only ones that nginx knows
            continue
        if piece.pattern is None and not piece.group and piece.variable in _STARTS_WITH_SLASH:
            return None
        if piece.variable in _HOST_OF_REQUEST:
            if not written and not piece.group and _takes_any_host(passing):
                return Chosen(piece, "host")
            return None
        if not piece.mask & charset.of(".") or not piece.mask & charset.LOWER:
            written += "x"
            continue
        if piece.pattern is not None and not _can_name_a_host(piece, written):
            return None
        if written.rpartition("]")[2].count(":") and not piece.mask & charset.of("@"):
            return None
        return Chosen(piece, "host")
    return None


def _can_name_a_host(piece: Input, written: str) -> bool:
    """Whether a capture can really begin with something that makes it (or goes on as) another host."""
    from nginxlint.nginx.regex.meaning import filled

    pattern = piece.pattern
    assert pattern is not None
    tries = (".evil.example", "@evil.example") if written else ("evil.example", "evil.example/a")
    return any(
        filled(pattern.text, pattern.caseless, piece.group, content, path=pattern.is_path) is not None
        for content in tries
    )


def _takes_any_host(passing: Directive) -> bool:
    """Whether the server around it answers to every name: it has none, or only catch-all ones."""
    server = passing.within("server")
    if server is None:
        return False
    names = [str(name) for line in server.all("server_name") for name in line.args]
    return all(name in ("", "_") for name in names)
