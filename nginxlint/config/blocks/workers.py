"""Worker processes, their connections and their threads (src/core/nginx.c, src/event/ngx_event.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.blocks.listening import addresses
from nginxlint.config.known import all_known
from nginxlint.nginx.values import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


def connections_short_of(configuration: Configuration) -> tuple[Directive, int] | None:
    """A ``worker_connections`` that can't even hold the listening sockets, with their number at least.

    Several addresses of one port may become one socket, so only ports are counted.
    """
    ports = {
        (address.part, address.name.rpartition(":")[2], "quic" in line.words or "udp" in line.words)
        for address in addresses(configuration)
        for line in address.lines[:1]
    }
    for directive in configuration.named("worker_connections"):
        if directive.context == "events" and directive.args:
            value = numbers.number(str(directive.args[0]))
            if value is not None and value < len(ports) + 1:
                return directive, len(ports)
    return None


def connections_and_files(
    configuration: Configuration,
) -> tuple[Directive | None, int | None, Directive | None, int | None]:
    """``worker_connections`` with its number, and ``worker_rlimit_nofile`` with its number.

    Without the first line the number is nginx's own (DEFAULT_CONNECTIONS in src/event/ngx_event.c), if
    there certainly is none.
    """
    line, connections = _number(configuration, "worker_connections", "events")
    own, files = _number(configuration, "worker_rlimit_nofile", "main")
    if line is None and all_known(configuration):
        connections = 512
    return line, connections, own, files


def _number(configuration: Configuration, name: str, context: str) -> tuple[Directive | None, int | None]:
    for directive in configuration.named(name):
        if directive.context == context and directive.args:
            return directive, numbers.number(str(directive.args[0]))
    return None, None


def odd_affinity(configuration: Configuration) -> tuple[Directive, int, int] | None:
    """A ``worker_cpu_affinity`` with another number of masks than there are workers."""
    affinity = configuration.by_name.get("worker_cpu_affinity", [None])[0]
    if affinity is None or not all_known(configuration):
        return None
    masks = len(affinity.args)
    processes = configuration.by_name.get("worker_processes")
    value = str(processes[0].args[0]) if processes and processes[0].args else "1"
    count = numbers.number(value)
    if "auto" in affinity.args or masks == 1 or count is None or count == masks:
        return None
    return affinity, masks, count


def unknown_pools(configuration: Configuration) -> Iterator[tuple[Directive, Token]]:
    """The ``aio threads=`` that name a pool which no ``thread_pool`` declares."""
    if not all_known(configuration):
        return
    pools = {str(one.args[0]) for one in configuration.named("thread_pool") if one.args}
    for aio in configuration.named("aio"):
        if aio.args and aio.args[0].startswith("threads=") and "$" not in aio.args[0]:
            name = aio.args[0].slice(len("threads="), len(aio.args[0]))
            if str(name) not in pools and name != "default":
                yield aio, name
