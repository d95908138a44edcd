"""Locations that no request reaches, and those that no path fits.

For each location a path is looked for that it answers. Where no example does, all paths are tried at once:
the names of the locations and the automata of the regular expressions are read byte by byte together, and
what can't be told of a pattern counts for the location that is asked about.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.blocks.access import is_internal, refuses
from nginxlint.config.blocks.answering import PathRequest, answering, answering_request, location_matches
from nginxlint.config.blocks.locations import Location, location_of, regex_sign, unusual
from nginxlint.config.inherit import effective
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, inherits_known, open_blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.nginx.regex.automaton import Automaton
    from nginxlint.syntax.tree import Directive

MAX_STEPS = 60_000
"""Steps that the search for one location may take; what needs more is not decided."""

MAX_WORK = 1_000_000
"""Steps that all searches of a configuration may take together, some seconds at the worst."""


class Shadowed(NamedTuple):
    """A location that no request reaches: ``path`` would fit it, but ``answered_by`` answers it."""

    location: Directive
    path: str
    answered_by: Directive


@kept
def shadowed(configuration: Configuration) -> list[Shadowed]:
    """The locations of which other locations take all requests, outermost ones only."""
    found: list[Shadowed] = []
    known: dict[tuple[object, ...], list[tuple[int, str, int]]] = {}
    budget = _Budget()
    unread = open_blocks(configuration)
    for block, locations in _competing(configuration):
        if from_template(configuration, block):
            continue
        merged = merges_slashes(configuration, block)
        blocks = (block, *block.ancestors(), *locations)
        is_open = bool(unread) and (0 in unread or not unread.isdisjoint(map(id, blocks)))
        key = (merged, is_open, *((one.parent is block, *one.args) for one in locations))
        if key not in known:
            known[key] = [
                (locations.index(one.location), one.path, locations.index(one.answered_by))
                for one in _shadowed(block, locations, budget, merged, is_open)
            ]
        found.extend(Shadowed(locations[at], path, locations[by]) for at, path, by in known[key])
    return found


def _competing(configuration: Configuration) -> Iterator[tuple[Directive, list[Directive]]]:
    """The servers in which a location may hide another, with all their locations in nginx's order."""
    by_server: dict[int, list[Directive]] = {}
    competing: dict[int, Directive] = {}
    for one in configuration.named("location"):
        outer = one.parent
        if outer is None or one.children is None or not one.args:
            continue
        server = outer if outer.name == "server" else outer.within("server")
        if server is None:
            continue
        by_server.setdefault(id(server), []).append(one)
        if server is not outer or one.args[0].startswith(("~", "^~")):
            competing[id(server)] = server
    for key, server in competing.items():
        yield server, by_server[key]


def merges_slashes(configuration: Configuration, server: Directive) -> bool:
    """Whether it is known that ``//`` in a request becomes ``/``."""
    lines = effective(configuration, server, "merge_slashes")
    if lines:
        return [str(arg).lower() for arg in lines[-1].args] == ["on"]
    return inherits_known(configuration, server)


class _Budget:
    """What may still be tried."""

    left = MAX_WORK


def _shadowed(
    server: Directive, locations: list[Directive], budget: _Budget, merged: bool, is_open: bool
) -> Iterator[Shadowed]:
    dead: set[int] = set()
    twins = Counter(_class(one) for one in locations)
    seen = set()
    for directive in locations:
        location = location_of(directive)
        if location is None or location.kind == "named" or budget.left < 0:
            continue
        if location.kind == "exact" and directive.parent is server:
            continue
        is_first = _class(directive) not in seen
        seen.add(_class(directive))
        if twins[_class(directive)] > 1 and not (is_first and location.kind == "regex"):
            continue  # another rule's finding
        if any(id(around) in dead for around in directive.ancestors()):
            continue  # it follows from one
        if impossible(directive, location, merged=merged) is not None:
            continue
        budget.left -= len(locations)
        answered = _answered(server, directive, location)
        if not answered:
            continue
        # Those that answer the examples are likely to take the rest as well.
        near = (*answered.values(), directive)
        likely = [
            one
            for one in locations
            if not _is_regex(one) or one in near or _is_in(one, directive) or _is_in(directive, one)
        ]
        tries = [likely, locations] if len(likely) < len(locations) else [locations]
        searches = (_Search(server, directive, chosen, merged, is_open) for chosen in tries)
        path, by = next(iter(answered.items()))
        if by is not server and any(search.is_hopeless(budget) for search in searches):
            dead.add(id(directive))
            yield Shadowed(directive, path, by)


def _answered(server: Directive, directive: Directive, location: Location) -> dict[str, Directive]:
    """What answers some paths that a location fits; nothing, if it is itself or one inside it."""
    found = {}
    for path in _examples(directive, location):
        found[path] = answering(server, path)
        if _is_in(found[path], directive):
            return {}
    return found


def _is_regex(directive: Directive) -> bool:
    location = location_of(directive)
    return location is not None and location.kind == "regex"


def _class(directive: Directive) -> tuple[int, str, str]:
    """What two locations of one block may not share."""
    location = location_of(directive)
    if location is None:
        return (id(directive.parent), "", "")
    how = location.modifier if location.kind == "regex" else location.kind
    return (id(directive.parent), how, location.name)


def _is_in(block: Directive, location: Directive) -> bool:
    return block is location or any(around is location for around in block.ancestors())


def _examples(directive: Directive, location: Location) -> Iterator[str]:
    """Paths that a location and those around it fit."""
    begin = _begin(directive)
    around = map(location_of, (directive, *directive.ancestors()))
    patterns = [where for where in around if where is not None and where.kind == "regex"]
    if location.kind == "regex":
        from nginxlint.nginx.regex.examples import example_paths

        tried = list(example_paths(location.name, location.modifier == "~*", begin))
    else:
        tried = [begin] if location.kind == "exact" else [f"{begin}x", begin, f"{begin}x/y.z"]
    for path in tried:
        if all(location_matches(where, path) for where in patterns):
            yield path


def _begin(directive: Directive) -> str:
    """What all paths that reach a location begin with: the longest prefix of it and those around it."""
    begin = "/"
    for one in (directive, *directive.ancestors()):
        where = location_of(one)
        if where is not None and where.kind in ("exact", "prefix") and len(where.name) > len(begin):
            begin = where.name
    return begin


# -- locations that fit no path at all -------------------------------------------------------------

Why = Literal["slash", "query", "fragment", "encoded", "double", "dots", "pattern", "outer"]


class Impossible(NamedTuple):
    """Why no request fits a location: ``part`` is the text in it that no path has."""

    why: Why
    part: str


_NEVER: tuple[tuple[Why, re.Pattern[str]], ...] = (
    ("query", re.compile(r"\?")),
    ("fragment", re.compile("#")),
    ("encoded", re.compile("%[0-9A-Fa-f]{2}")),
    ("dots", re.compile(r"/\.\.?(?=/)")),
)
_PATH_LIKE = re.compile(r"[.a-z0-9][\w.~-]*(?:/.*)?")


def impossible(directive: Directive, location: Location, *, merged: bool) -> Impossible | None:
    """Why no path fits a location, ``None`` if one does or nobody can say.

    nginx compares the decoded path, without arguments, ``.`` and ``..`` taken out; ``merged``: and ``//``.
    """
    name = location.name
    if location.kind in ("exact", "prefix"):
        for why, pattern in _NEVER:
            found = pattern.search(name)
            if found is not None:
                return Impossible(why, found[0])
        if merged and "//" in name:
            return Impossible("double", "//")
        if _PATH_LIKE.fullmatch(name) and "__" not in name:
            return Impossible("slash", name)
    if location.kind == "regex":
        from nginxlint.nginx.regex.automaton import path_found

        outer = directive.parent
        begin = "" if outer is None else _begin(outer).encode().decode("latin-1")
        if path_found(name, location.modifier == "~*", merged=merged) is False:
            return Impossible("pattern", name)
        if len(begin) > 1 and path_found(name, location.modifier == "~*", begin=begin) is False:
            return Impossible("outer", begin)
    return None


class Fruitless(NamedTuple):
    """A location that no path fits, and why."""

    location: Directive
    why: Why
    part: str


def impossible_locations(configuration: Configuration) -> Iterator[Fruitless]:
    """The locations that no request fits, whatever other locations there are.

    Not those that look like regular expressions, nor those that redirects inside nginx may reach.
    """
    for directive, location in unusual(configuration):
        if location.kind == "named":
            continue
        server = directive.within("server")
        merged = location.kind == "regex" or "//" not in location.name
        if not merged:
            merged = server is not None and merges_slashes(configuration, server)
        elif location.kind == "regex" and "//" in location.name and server is not None:
            merged = merges_slashes(configuration, server)
        found = impossible(directive, location, merged=merged)
        if found is None or is_internal(directive) or regex_sign(location) is not None:
            continue
        if refuses(directive) and found.why in ("pattern", "dots", "double"):
            continue  # what nginx cleans away is denied to be sure
        if not from_template(configuration, directive) and not _is_target(server, location):
            yield Fruitless(directive, *found)


_LEADING = ("rewrite", "try_files", "error_page", "index", "auth_request", "mirror", "post_action")


def _is_target(server: Directive | None, location: Location) -> bool:
    """Whether a line of the server may lead to a location's path as it stands there."""
    if server is None or location.kind == "regex":
        return False
    return any(
        location.name in word
        for line in server.walk()
        if line.name
        in ("rewrite", "try_files", "error_page", "index", "auth_request", "mirror", "post_action")
        for word in line.args
    )


class _Search:
    """Looks for a path that a location (or one inside it) answers."""

    def __init__(
        self,
        server: Directive,
        wanted: Directive,
        locations: list[Directive],
        merged: bool,
        is_open: bool,
    ) -> None:
        from nginxlint.nginx.regex.automaton import Paths

        self._server = server
        self._wanted = wanted
        self._open = is_open
        self._locations = locations
        self._paths = Paths(merged=merged)
        self._machines: dict[int, tuple[int, Automaton]] = {}
        names: set[str] = set()
        around = {id(one) for one in (wanted, *wanted.ancestors())}
        self._is_known = True
        for one in locations:
            location = location_of(one)
            if location is None or location.kind == "named":
                continue
            if location.kind == "regex":
                self._add(one, location, is_wanted=id(one) in around or _is_in(one, wanted))
            else:
                names.add(location.name)
        self._stems = {name[:length] for name in names for length in range(len(name) + 1)}
        self._nexts: dict[str, int] = {}
        for stem in self._stems:
            if stem and stem[-1] < "\u0100":
                self._nexts[stem[:-1]] = self._nexts.get(stem[:-1], 0) | 1 << ord(stem[-1])
        if any(ord(character) > 127 for name in names for character in name):
            self._is_known = False

    def _add(self, directive: Directive, location: Location, *, is_wanted: bool) -> None:
        from nginxlint.nginx.regex.automaton import automaton

        machine = automaton(location.name, location.modifier == "~*", wide=is_wanted)
        if machine is not None:
            self._machines[id(directive)] = (len(self._machines), machine)
        elif is_wanted:
            self._is_known = False

    def is_hopeless(self, budget: _Budget) -> bool:
        """Whether it is proven that no path reaches the location."""
        from nginxlint.nginx.regex.automaton import classes
        from nginxlint.nginx.regex.charset import pick

        if not self._is_known:
            return False
        machines = [machine for _, machine in self._machines.values()]
        sets = classes({mask for machine in machines for mask in machine.masks} | set(self._paths.masks))
        letters: dict[int, list[int]] = {}
        begin = _State("", False, self._paths.FIRST, tuple(machine.start for machine in machines))
        known = {begin}
        queue = [begin]
        left = min(MAX_STEPS, budget.left)
        budget.left -= left
        for state in queue:
            stem, fell, place, found = state
            request = _Reading(state, self._machines, self._open)
            if self._paths.accepts(place) and _is_in(answering_request(self._server, request), self._wanted):
                return False
            following = 0 if fell else self._nexts.get(stem, 0)
            if following not in letters:
                apart = [ord(pick(one & ~following)) for one in sets if one & ~following]
                letters[following] = apart + [at for at in range(256) if following >> at & 1]
            for byte in letters[following]:
                to = self._paths.step(place, byte)
                if to is None:
                    continue
                grows = not fell and stem + chr(byte) in self._stems
                after = _State(
                    stem + chr(byte) if grows else stem,
                    not grows,
                    to,
                    tuple(machine.step(at, byte) for machine, at in zip(machines, found, strict=True)),
                )
                if after not in known:
                    known.add(after)
                    queue.append(after)
            left -= len(self._locations) + len(letters[following]) * (len(machines) + 1)
            if left < 0:
                return False
        budget.left += left
        return True


class _State(NamedTuple):
    """What is known of all paths that lead here.

    The longest begin of a location's name (``stem``) that they begin with, whether they go on otherwise
    (``fell``), the place in the path, and the state of each automaton.
    """

    stem: str
    fell: bool
    place: int
    found: tuple[int, ...]


class _Reading(NamedTuple):
    """All requests whose paths lead to one state.

    ``is_open``: there may be longer prefixes that nobody sees, so that ``^~`` says nothing. All else
    that may be added takes requests away.
    """

    state: _State
    machines: dict[int, tuple[int, Automaton]]
    is_open: bool

    def equal(self, names: Collection[str]) -> str | None:
        stem = self.state.stem
        return stem if not self.state.fell and stem in names else None

    def longest(self, names: Collection[str]) -> str | None:
        return PathRequest(self.state.stem).longest(names)

    def fits(self, directive: Directive, _: Location) -> bool:
        found = self.machines.get(id(directive))
        return found is not None and found[1].accepts(self.state.found[found[0]])

    def ends(self, location: Location) -> bool:
        return location.modifier == "^~" and not self.is_open
