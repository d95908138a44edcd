"""TLS sessions that are kept for the next visit, by the server (a cache) or the visitor (tickets)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known
from nginxlint.config.tls.speakers import holds_in, is_off, lines, tls_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


def uncached(configuration: Configuration) -> Iterator[tuple[Directive, Directive | None]]:
    """The ``ssl_session_tickets off`` lines in whose servers sessions are not kept either.

    With the line of a cache that each worker has for itself, if there is one. ``none`` and ``off`` are
    somebody's choice.
    """
    seen = set()
    for address in tls_addresses(configuration):
        default = address.default.server
        caches = effective(configuration, default, "ssl_session_cache")
        words = [str(arg) for cache in caches for arg in cache.args]
        if not all(word.startswith("builtin") for word in words) or not inherits_known(
            configuration, default
        ):
            continue
        for server in address.servers:
            if not is_off(configuration, server, "ssl_session_tickets"):
                continue
            line = effective(configuration, server, "ssl_session_tickets")[0]
            if id(line) not in seen and inherits_known(configuration, server):
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
