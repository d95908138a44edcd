"""Shared memory zones: where they are declared, with which size, and where they are used.

ngx_shared_memory_add and ngx_init_cycle in src/core/ngx_cycle.c; the directives of the modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.kept import kept
from nginxlint.config.known import from_template
from nginxlint.nginx.values import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

FAMILIES = ("proxy", "fastcgi", "uwsgi", "scgi")


class Zone(NamedTuple):
    """A directive that names a zone: ``owner`` is what the zone is for ("limit_req", "proxy_cache", ...).

    ``size`` is in bytes, ``None`` where none is given. ``single`` says that the zone may be declared by
    one such directive only.
    """

    directive: Directive
    name: str
    word: Token
    owner: str
    size: int | None
    single: bool = False


_SIMPLE = {
    "limit_req_zone": ("limit_req", "zone="),
    "limit_conn_zone": ("limit_conn", "zone="),
    "limit_req": ("limit_req", "zone="),
    **{f"{family}_cache_path": (f"{family}_cache", "keys_zone=") for family in FAMILIES},
}
"""directive -> what its zone is for, and the word that names it"""

_BARE = {
    "limit_conn": "limit_conn",
    **{f"{family}_cache": f"{family}_cache" for family in FAMILIES},
}
"""directive -> what the zone in its first argument is for"""

_SINGLE = ("limit_req_zone", "limit_conn_zone", *(f"{family}_cache_path" for family in FAMILIES))

_SESSIONS = {"ssl_session_cache": "ssl_session_cache", "ssl_ocsp_cache": "ssl_ocsp_cache"}


@kept
def zones(configuration: Configuration) -> list[Zone]:
    """Every zone that a directive of nginx's own names, declarations and uses, by directive."""
    found: list[Zone] = []
    for name in (*_SIMPLE, *_BARE, *_SESSIONS, "zone", "sticky"):
        for directive in configuration.named(name):
            found.extend(_named_by(directive))
    return found


def _named_by(directive: Directive) -> Iterator[Zone]:
    name, args = str(directive.name), directive.args
    part = str(directive.context).partition("-")[0]
    part = part if part in ("stream", "mail") else "http"
    single = name in _SINGLE
    if name in _SIMPLE:
        owner, word = _SIMPLE[name]
        for arg in args:
            if arg.startswith(word):
                yield from _zone(directive, arg.slice(len(word), len(arg)), f"{part} {owner}", single)
    elif name in _BARE:
        if args and args[0] != "off" and "$" not in args[0]:
            yield Zone(directive, str(args[0]), args[0], f"{part} {_BARE[name]}", None)
    elif name in _SESSIONS:
        for arg in args:
            if arg.startswith("shared:"):
                word_ = arg.slice(len("shared:"), len(arg))
                yield from _zone(directive, word_, f"{part} {_SESSIONS[name]}", False)
    elif name == "zone" and directive.context in ("upstream", "stream-upstream") and args:
        size = numbers.size(str(args[1])) if len(args) > 1 else None
        yield Zone(directive, str(args[0]), args[0], f"{part} upstream", size)
    elif name == "sticky" and args and args[0] == "learn":
        for arg in args[1:]:
            if arg.startswith("zone="):
                yield from _zone(directive, arg.slice(len("zone="), len(arg)), "sticky", True)


def _zone(directive: Directive, word: Token, owner: str, single: bool) -> Iterator[Zone]:
    """A zone written as ``name`` or ``name:size``."""
    name, colon, size = str(word).partition(":")
    if not name:
        return
    bytes_ = numbers.size(size) if colon else None
    if colon and bytes_ is None:
        return
    yield Zone(directive, name, word.slice(0, len(name)), owner, bytes_, single and bool(colon))


@kept
def by_name(configuration: Configuration) -> dict[str, list[Zone]]:
    """The zones by name; nginx has one space of names for all modules."""
    found: dict[str, list[Zone]] = {}
    for zone in zones(configuration):
        found.setdefault(zone.name, []).append(zone)
    return found


def undeclared(configuration: Configuration) -> Iterator[Zone]:
    """The uses of zones that no directive gives a size."""
    for named in by_name(configuration).values():
        if any(zone.size for zone in named):
            continue
        for zone in named:
            if zone.size is None:
                yield zone


class Clash(NamedTuple):
    """A zone that contradicts the ``first`` of its name.

    ``kind``: use (the name belongs to something else), size (another size), twice (declared again).
    """

    kind: str
    zone: Zone
    first: Zone


def clashes(configuration: Configuration) -> Iterator[Clash]:
    """The zones that contradict an earlier one of the same name."""
    for clash in _clashes(configuration):
        if not from_template(configuration, clash.zone.directive, clash.first.directive):
            yield clash


def _clashes(configuration: Configuration) -> Iterator[Clash]:
    for named in by_name(configuration).values():
        if len(named) < 2:
            continue
        first = named[0]
        sized = next((zone for zone in named if zone.size), None)
        single = next((zone for zone in named if zone.single), None)
        for zone in named:
            if zone.owner != first.owner:
                yield Clash("use", zone, first)
            elif single is not None and zone.single and zone is not single:
                yield Clash("twice", zone, single)
            elif sized is not None and zone.size and zone.size != sized.size:
                yield Clash("size", zone, sized)
