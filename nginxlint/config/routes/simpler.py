"""Regular expressions of locations that say more or less than a plain path would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.blocks.access import is_internal, refuses
from nginxlint.config.blocks.locations import location_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.locations import Location
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


def _others(configuration: Configuration, directive: Directive) -> Iterator[tuple[Location, bool]]:
    """The locations beside one, in nginx's order, and whether they stand before it."""
    outer = directive.parent
    is_before = True
    for one in configuration.directives if outer is None else outer.all("location"):
        location = location_of(one)
        if one is directive:
            is_before = False
        elif location is not None:
            yield location, is_before


def _may_stand(directive: Directive, path: str) -> bool:
    """Whether nginx takes a location with this path there: a nested one begins like the one around it."""
    outer = None if directive.parent is None else location_of(directive.parent)
    return path.startswith("/" if outer is None else outer.name)


def exact_instead(configuration: Configuration, directive: Directive) -> str | None:
    """The only path that the regular expression of a location matches, ``None`` if there are more."""
    location = location_of(directive)
    if location is None or location.kind != "regex":
        return None
    from nginxlint.nginx.regex.meaning import literal

    found = literal(location.name, location.modifier == "~*")
    if found is None or not found.whole or not _may_stand(directive, found.text):
        return None
    taken = any(
        one.kind == "exact" and one.name == found.text for one, _ in _others(configuration, directive)
    )
    return None if taken else found.text


def prefix_instead(configuration: Configuration, directive: Directive) -> str | None:
    """The prefix that could stand with ``^~`` in the place of the regular expression of a location.

    ``None`` if there is none, or other locations would answer otherwise then.
    """
    location = location_of(directive)
    if location is None or location.kind != "regex":
        return None
    from nginxlint.nginx.regex.automaton import path_found
    from nginxlint.nginx.regex.meaning import literal

    found = literal(location.name, location.modifier == "~*")
    if found is None or found.whole or not _may_stand(directive, found.text):
        return None
    start = found.text.encode().decode("latin-1")
    for one, is_before in _others(configuration, directive):
        if one.kind == "prefix" and one.name.startswith(found.text):
            return None
        may_win = is_before and one.kind == "regex"
        if may_win and path_found(one.name, one.modifier == "~*", begin=start) is not False:
            return None
    return found.text


def loose_example(configuration: Configuration, directive: Directive) -> str | None:
    """A path that a location's regular expression matches, since neither its begin nor its end is pinned.

    What is meant stands in the middle of it. ``None`` if it is pinned, matches everything anyway, or it
    doesn't matter: the location turns everybody away, no client gets to it, or the path would be passed on
    to the same program without it.
    """
    location = location_of(directive)
    if location is None or location.kind != "regex" or refuses(directive) or is_internal(directive):
        return None
    from nginxlint.nginx.regex.examples import example_paths
    from nginxlint.nginx.regex.matching import matches
    from nginxlint.nginx.regex.meaning import is_loose

    pattern, caseless = location.name, location.modifier == "~*"
    if not is_loose(pattern, caseless) or matches(pattern, caseless, "/"):
        return None
    for path in example_paths(pattern, caseless):
        for tried in (f"/x{path}x", f"{path}x"):
            if matches(pattern, caseless, tried.encode().decode("latin-1")):
                return None if _passed_on_alike(configuration, directive, tried) else tried
    return None


def _passed_on_alike(configuration: Configuration, directive: Directive, path: str) -> bool:
    """Whether a location does nothing but pass a path on to where the prefix that fits it does so too."""
    own = [line for line in directive.children or () if line.name != "break"]
    if len(own) != 1 or not own[0].name.endswith("_pass"):
        return False
    outer = directive.parent
    beside = configuration.directives if outer is None else outer.all("location")
    prefixes = [
        (len(location.name), one)
        for one in beside
        if (location := location_of(one)) and location.kind == "prefix" and path.startswith(location.name)
    ]
    if not prefixes:
        return False
    best = max(prefixes, key=lambda found: found[0])[1]
    return any(line.name == own[0].name and line.args == own[0].args for line in best.walk())
