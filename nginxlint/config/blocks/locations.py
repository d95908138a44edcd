"""What ``location`` lines mean (ngx_http_core_location in src/http/ngx_http_core_module.c)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.kept import kept

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


def misled_as_regex(directive: Directive, location: Location) -> Directive | None:
    """The ``root`` or ``alias`` of a plain location with which it would find no file as a regular expression.

    A ``root`` inside of an ``alias``, or one that ends as the path begins, repeats the path; an ``alias``
    that takes nothing from the path is one and the same file then.
    """
    alias = directive.first("alias")
    if alias is not None:
        return alias if alias.args and "$" not in alias.args[-1] else None
    root = directive.first("root")
    if root is None or not root.args:
        return None
    around = directive.parent
    if around is not None and around.name == "location" and around.first("alias") is not None:
        return root
    first = location.name.lstrip("^").strip("/").partition("/")[0]
    return root if first and first == root.args[0].rstrip("/").rpartition("/")[2] else None
