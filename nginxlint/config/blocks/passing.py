"""Where requests are passed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values.addresses import parse_url

if TYPE_CHECKING:
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

SCHEMES = {
    "proxy_pass": ("http://", "https://"),
    "grpc_pass": ("grpc://", "grpcs://"),
    "uwsgi_pass": ("uwsgi://", "suwsgi://"),
}
"""What may stand before an address in http."""


def address(passing: Directive) -> Token | None:
    """The address in a ``*_pass`` or an upstream's ``server``, without scheme; ``None`` if it isn't in
    the text.

    That is so where a variable stands in it. In http a scheme is required for ``proxy_pass``, in
    stream there is none.
    """
    if not passing.args:
        return None
    if passing.name == "server" and passing.context not in ("upstream", "stream-upstream"):
        return None
    text = passing.args[0]
    if "$" in text:
        return None
    for scheme in SCHEMES.get(passing.name, ()):
        if text.lower().startswith(scheme):
            return text.slice(len(scheme), len(text))
    if passing.name == "proxy_pass" and passing.context != "stream-server":
        return None
    return text


def part(passing: Directive) -> str:
    """Whether a ``*_pass`` stands in ``http`` or in ``stream``."""
    return "stream" if passing.context == "stream-server" else "http"


def unix_socket(passing: Directive) -> Token | None:
    """The path of the unix socket that a ``*_pass`` or an upstream's ``server`` names, ``None`` if it
    names none.
    """
    where = address(passing)
    if where is None or not where.lower().startswith("unix:"):
        return None
    url = parse_url(str(where), uri_part=passing.name == "proxy_pass")
    if url.error or not url.host:
        return None
    return where.slice(len("unix:"), len("unix:") + len(url.host))


def passed_uri(passing: Directive) -> Token | None:
    """The path that an http ``proxy_pass`` replaces the request's with, ``None`` if it has none.

    Nor is there one where a variable stands in the address: then the text is the whole URL.
    """
    if passing.name != "proxy_pass" or passing.context == "stream-server":
        return None
    where = address(passing)
    if where is None:
        return None
    url = parse_url(str(where), uri_part=True)
    if url.error or not url.uri:
        return None
    start = len(where) - len(url.uri)
    return where.slice(start, len(where))


def sent_uri(location: str, uri: str, path: str) -> str:
    """What ``proxy_pass`` with a path sends for a request: ``uri`` in the place of what the location matched.

    ngx_http_proxy_create_request.
    """
    return uri + path[len(location) :]
