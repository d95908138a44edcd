"""TLS towards the servers that requests are passed to.

ngx_http_proxy_set_ssl, ngx_http_grpc_set_ssl, ngx_http_uwsgi_set_ssl, ngx_stream_proxy_set_ssl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.backends.destinations import Destination, destinations, is_local_name
from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_SECURE = {"proxy": "https://", "grpc": "grpcs://", "uwsgi": "suwsgi://"}


class Missing(NamedTuple):
    """``directive`` holds where TLS is spoken by ``passing``, and the ``wanted`` one does not."""

    directive: Directive
    wanted: str
    passing: Directive


def _secure_passes(configuration: Configuration, family: str) -> Iterator[Directive]:
    """The ``*_pass`` directives that speak TLS: by their scheme, or since variables may give it."""
    for passing in configuration.named(f"{family}_pass"):
        if passing.parent is None or not passing.args:
            continue
        if passing.context == "stream-server":
            held = effective(configuration, passing.parent, "proxy_ssl")
            if held and held[0].args and str(held[0].args[0]).lower() == "on":
                yield passing
        elif "$" in passing.args[0] or passing.args[0].lower().startswith(_SECURE[family]):
            yield passing


def missing(configuration: Configuration) -> Iterator[Missing]:
    """``*_ssl_verify on`` without certificates to check with, and certificates without keys."""
    for family in _SECURE:
        verify, certificate = f"{family}_ssl_verify", f"{family}_ssl_certificate"
        if verify not in configuration.by_name and certificate not in configuration.by_name:
            continue
        for passing in _secure_passes(configuration, family):
            block = passing.parent
            if block is None or not inherits_known(configuration, block):
                continue
            for name, wanted in (
                (verify, f"{family}_ssl_trusted_certificate"),
                (certificate, f"{family}_ssl_certificate_key"),
            ):
                held = effective(configuration, block, name)
                if not held or not held[0].args or effective(configuration, block, wanted):
                    continue
                if name == certificate or str(held[0].args[0]).lower() == "on":
                    yield Missing(held[0], wanted, passing)


def without_server_name(configuration: Configuration) -> Iterator[tuple[Directive, str]]:
    """The ``*_pass`` lines that speak TLS to a public name without sending it (SNI), each with the name."""
    for passing, found in _secure_destinations(configuration):
        if found.is_public and _is_off(configuration, passing, "ssl_server_name"):
            yield passing, found.host


def unverified(configuration: Configuration) -> Iterator[tuple[Directive, str]]:
    """The ``*_pass`` lines that speak TLS to another machine without checking its certificate."""
    for passing, found in _secure_destinations(configuration):
        local = found.family == "unix" or found.host == "[::1]" or found.host.startswith("127.")
        if not local and not is_local_name(found.host) and _is_off(configuration, passing, "ssl_verify"):
            yield passing, found.host


def _secure_destinations(configuration: Configuration) -> Iterator[tuple[Directive, Destination]]:
    """The ``*_pass`` lines by TLS with one server that each leads to."""
    for family in _SECURE:
        for passing in _secure_passes(configuration, family):
            for found in destinations(configuration, passing):
                if found.is_secure or passing.context == "stream-server":
                    yield passing, found
                    break


def _is_off(configuration: Configuration, passing: Directive, setting: str) -> bool:
    """Whether ``proxy_ssl_verify`` or the like is known to be off where a ``*_pass`` stands."""
    block = passing.parent
    if block is None:
        return False
    held = effective(configuration, block, f"{passing.name.removesuffix('_pass')}_{setting}")
    if held:
        return [str(arg).lower() for arg in held[0].args] == ["off"]
    return inherits_known(configuration, block)
