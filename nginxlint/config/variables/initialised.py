"""Variables that ``set`` has not given a value yet when they are read.

ngx_http_rewrite_handler in src/http/modules/ngx_http_rewrite_module.c: the lines of the server run first, in
their order, then those of the location that was found, without those of the locations around it. All other
directives read later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.blocks.access import is_internal
from nginxlint.config.blocks.answering import serves_files
from nginxlint.config.blocks.locations import location_of
from nginxlint.config.inherit import effective, value
from nginxlint.config.kept import kept
from nginxlint.config.variables.empty_values import Effect, effect
from nginxlint.config.variables.unused import all_uses_known
from nginxlint.config.variables.variables import definitions, uses_of
from nginxlint.nginx.variables import variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.config.variables.variables import Use
    from nginxlint.syntax.tree import Directive

_SCRIPT = ("set", "return", "rewrite", "if", "break")


class Unset(NamedTuple):
    """A ``use`` of a variable to which nothing, or not always something, has given a value by then.

    ``reason``: never (nothing in the server sets it), perhaps (only an ``if`` does), later (``assignment``
    runs after it), around (a location around this one does, whose lines do not run), elsewhere (another
    location), handshake (TLS begins before any line runs).
    """

    use: Use
    reason: Literal["never", "perhaps", "later", "around", "elsewhere", "handshake"]
    assignment: Directive
    effect: Effect


def unset(configuration: Configuration) -> Iterator[Unset]:
    """The first such use of each variable in each server, one that breaks something before all others."""
    if not all_uses_known(configuration):
        return
    table = variables(configuration.dialect.version)
    kinds: dict[tuple[str, str], set[str]] = {}
    for definition in definitions(configuration):
        kinds.setdefault(definition.key, set()).add(str(definition.directive.name))
    for key, found in kinds.items():
        if found != {"set"} or key[1] != "http" or table.find(*key) is not None:
            continue
        first: dict[int, Unset] = {}
        for use in uses_of(configuration, key):
            server = use.directive.within("server")
            one = None if server is None else _unset(configuration, use, server)
            if one is not None:
                before = first.get(id(server))
                if before is None or (one.effect == "breaks" and before.effect != "breaks"):
                    first[id(server)] = one
        yield from first.values()


@kept
def _assignments(configuration: Configuration) -> dict[tuple[str, str], list[Directive]]:
    """All ``set`` lines by the variable."""
    found: dict[tuple[str, str], list[Directive]] = {}
    for line in configuration.named("set"):
        if line.args and not str(line.context).startswith("stream"):
            found.setdefault((str(line.args[0])[1:].lower(), "http"), []).append(line)
    return found


@kept
def _within_servers(configuration: Configuration) -> dict[tuple[tuple[str, str], int], list[Directive]]:
    """The ``set`` lines by the variable and the server they stand in."""
    found: dict[tuple[tuple[str, str], int], list[Directive]] = {}
    for key, lines in _assignments(configuration).items():
        for line in lines:
            found.setdefault((key, id(line.within("server"))), []).append(line)
    return found


@kept
def _places(_: Configuration) -> dict[int, dict[int, int]]:
    """Which line of a server's or location's script each is, for those that somebody asked about."""
    return {}


def _place(configuration: Configuration, container: Directive) -> dict[int, int]:
    known = _places(configuration)
    if id(container) not in known:
        known[id(container)] = {id(line): at for at, line in enumerate(_script(container))}
    return known[id(container)]


def _container(directive: Directive) -> Directive | None:
    """The location or server whose lines a directive belongs to."""
    return next((block for block in directive.ancestors() if block.name in ("location", "server")), None)


def _script(container: Directive) -> Iterator[Directive]:
    """The lines of a server or location that run in the order of the text, with its ``if`` blocks."""
    for child in container.children or ():
        if child.name in _SCRIPT:
            yield child
            if child.name == "if":
                yield from child.children or ()


def _unset(configuration: Configuration, use: Use, server: Directive) -> Unset | None:
    reader, lines = use.directive, _assignments(configuration)[use.key]
    in_server = _within_servers(configuration).get((use.key, id(server)), [])
    container = _container(reader)
    if container is None:
        return None
    if reader.name in ("ssl_certificate", "ssl_certificate_key"):
        return Unset(use, "handshake", lines[0], "breaks")
    ran: list[Directive] = []
    for block in dict.fromkeys((server, container)):
        places = _place(configuration, block)
        end = places.get(id(reader), len(places))
        before = [line for line in in_server if places.get(id(line), end) < end]
        if any(
            line.parent is not block and line.parent is not None and _always_holds(line.parent)
            for line in before
        ):
            return None
        ran += before
    condition = reader.within("if")
    inside = condition is not None and _container(condition) is container
    if any(line.parent in (server, container) or line.parent is condition for line in ran):
        return None
    here = effect(configuration, use)
    if here == "none" and value(configuration, container, "uninitialized_variable_warn") == "off":
        return None
    if ran:
        subjects = [str(line.parent.args[0]) for line in ran if line.parent is not None and line.parent.args]
        if inside or len(set(subjects)) < len({id(line.parent) for line in ran}):
            return None  # what leads here may have led there; two conditions may hold all that there is
        return Unset(use, "perhaps", ran[-1], here)
    if not in_server:
        return Unset(use, "never", lines[0], here)
    location = location_of(container)
    if location is None or location.kind == "named" or is_internal(container):
        return _later(use, in_server, container, here)
    around = [line for line in in_server if _container(line) in tuple(container.ancestors())]
    if around:
        return Unset(use, "around", around[0], here)
    if any(_container(line) is container for line in in_server):
        return _later(use, in_server, container, here)
    if any(_may_leave(configuration, line) for line in in_server):
        return None
    return Unset(use, "elsewhere", in_server[0], here)


_TIMES = {
    "$time_iso8601": ("2031-12-24T08:09:07+00:00", "1999-01-30T23:59:58-11:30"),
    "$time_local": ("24/Dec/2031:08:09:07 +0000", "30/Jan/1999:23:59:58 -1130"),
    "$msec": ("1956553747.000", "1004572798.999"),
}
"""How two moments are written that have little in common."""


def _always_holds(condition: Directive) -> bool:
    """Whether an ``if`` asks only how the time is written, as one does to take it apart."""
    args = condition.args
    if len(args) < 3 or args[1] not in ("~", "~*") or args[0].lower() not in _TIMES:
        return False
    from nginxlint.nginx.regex.matching import matches  # only such a condition pays for it

    return all(matches(str(args[2]), args[1] == "~*", time) for time in _TIMES[args[0].lower()])


def _later(use: Use, lines: list[Directive], container: Directive, here: Effect) -> Unset | None:
    """A use by a line that runs before all that set the variable.

    An ``if`` may ask whether they ran before a redirect.
    """
    own = [line for line in lines if _container(line) is container]
    if here == "none" or len(own) < len(lines) or use.directive.name not in _SCRIPT:
        return None
    return Unset(use, "later", own[0], here)


def _may_leave(configuration: Configuration, line: Directive) -> bool:
    """Whether a request may go on from the location of a line to another one, with its variables.

    By a redirect inside nginx, or by a request beside it, which shares them.
    """
    location = _container(line)
    if location is None or location.name != "location":
        return True
    return (
        serves_files(location)
        or any(location.all(name) for name in ("try_files", "rewrite", "index"))
        or any(child.all("rewrite") for child in location.all("if"))
        or any(effective(configuration, location, name) for name in ("error_page", "auth_request", "mirror"))
    )
