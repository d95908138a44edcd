"""What ``location`` lines mean (ngx_http_core_location in src/http/ngx_http_core_module.c)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from nginxlint.config.kept import kept
from nginxlint.text.record import NamedTuple

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class Location(NamedTuple):
    """What a ``location`` matches: ``name`` is the path, the regular expression, or ``@name``.

    ``modifier`` is one of ``=``, ``^~``, ``~``, ``~*``, or empty.
    """

    kind: Literal["exact", "prefix", "regex", "named"]
    modifier: str
    name: str


_KINDS: dict[str, Literal["exact", "prefix", "regex"]] = {
    "=": "exact",
    "^~": "prefix",
    "~*": "regex",
    "~": "regex",
}


@lru_cache(maxsize=4096)
def _parse(args: tuple[str, ...]) -> Location | None:
    match args:
        case (modifier, name) if modifier in _KINDS:
            return Location(_KINDS[modifier], str(modifier), str(name))
        case (name,):
            for modifier, kind in _KINDS.items():
                if name.startswith(modifier):
                    return Location(kind, modifier, str(name)[len(modifier) :])
            return Location("named" if name.startswith("@") else "prefix", "", str(name))
    return None


def location_of(directive: Directive) -> Location | None:
    """What a ``location`` directive matches, ``None`` if it is none that nginx takes."""
    if directive.name != "location":
        return None
    return _parse(tuple(directive.args))


_REGEX_SIGNS = re.compile(
    r"^\^|[^/\\-]\$$|\\[.dwsDWS/?+*()-]|[.)\]][*+](?!/\+)|\.\?|\([^()]*\|[^()]*\)|\[[^\]]*\w-\w[^\]]*\]|\(\?[:=!<i]|\*"
)


def regex_sign(location: Location) -> str | None:
    """What makes a plain path look like a regular expression, ``None`` if nothing does.

    Characters that occur in real paths (``/c++/``, ``/a(b).txt``) are no sign by themselves.
    """
    if location.kind not in ("exact", "prefix"):
        return None
    found = _REGEX_SIGNS.search(location.name)
    return None if found is None else found[0]


_PLAIN = re.compile(r"(?:/[\w~@,:-][\w.~@,:-]*)*/?")


@kept
def unusual(configuration: Configuration) -> list[tuple[Directive, Location]]:
    """The locations with a regular expression, or with a path that is no plain one (``/a/b.html``)."""
    found = []
    for directive in configuration.named("location"):
        args = directive.args
        if not args or (
            args[-1].startswith("/") and _PLAIN.fullmatch(args[-1]) and args[0] not in ("~", "~*")
        ):
            continue
        location = location_of(directive)
        if location is not None and directive.children is not None:
            found.append((directive, location))
    return found


def regex_locations(configuration: Configuration) -> list[Directive]:
    """The locations with a regular expression."""
    return [directive for directive, location in unusual(configuration) if location.kind == "regex"]
