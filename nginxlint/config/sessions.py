"""TLS sessions that are kept for the next visit, by the server (a cache) or the visitor (tickets)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known
from nginxlint.config.tls import holds_in, is_off, lines, speakers, tls_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


def uncached(configuration: Configuration) -> Iterator[tuple[Directive, Directive | None]]:
    """The ``ssl_session_tickets off`` lines in whose servers sessions are not kept either.

    With the line of a cache that each worker has for itself, if there is one. ``none`` and ``off`` are
    somebody's choice.
    """
    defaults: dict[int, Directive] = {}
    for address in tls_addresses(configuration):
        for server in address.servers:
            defaults.setdefault(id(server), address.default.server)
    seen = set()
    for server in speakers(configuration).values():
        if not is_off(configuration, server, "ssl_session_tickets"):
            continue
        line = effective(configuration, server, "ssl_session_tickets")[0]
        default = defaults.get(id(server), server)
        if id(line) in seen or not all(inherits_known(configuration, one) for one in (server, default)):
            continue
        caches = effective(configuration, default, "ssl_session_cache")
        words = [str(arg) for cache in caches for arg in cache.args]
        if not words or all(word.startswith("builtin") for word in words):
            seen.add(id(line))
            yield line, caches[0] if caches else None


def static_ticket_keys(configuration: Configuration) -> list[Directive]:
    """The ``ssl_session_ticket_key`` lines that are alone in their block: there is no key to rotate to."""
    blocks: dict[int, list[Directive]] = {}
    for line in lines(configuration, "ssl_session_ticket_key"):
        blocks.setdefault(id(line.parent), []).append(line)
    return [
        found[0]
        for found in blocks.values()
        if len(found) == 1
        and not any(
            is_off(configuration, server, "ssl_session_tickets")
            for server in holds_in(configuration, found[0])
        )
    ]
