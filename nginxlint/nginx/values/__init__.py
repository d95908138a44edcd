"""Does nginx take the values of a directive?

:func:`check_values` asks the grammar that the directive's kind names, or, for a directive with
a handler of its own in nginx, the module of its family. A family is imported when a
directive of it first occurs.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from nginxlint.nginx.values.slots import check_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.facts import DirectiveFact
    from nginxlint.nginx.problem import Problem

#: module of this package -> the directives whose values it checks
FAMILIES: dict[str, str] = {}

_FAMILY = {name: family for family, names in FAMILIES.items() for name in names.split()}


class Checker(Protocol):
    """Yields the problems of one directive's arguments."""

    def __call__(
        self, dialect: Dialect, fact: DirectiveFact, args: Sequence[str], context: str
    ) -> Iterator[Problem]: ...


@cache
def checker(name: str) -> Checker | None:
    """Return the function that checks a directive with a grammar of its own, None if it has
    none."""
    family = _FAMILY.get(name)
    if family is None:
        return None
    found: Checker = import_module(f"nginxlint.nginx.values.{family}").CHECKERS[name]
    return found


def check_values(
    dialect: Dialect, fact: DirectiveFact, name: str, args: Sequence[str], context: str
) -> list[Problem]:
    """Return what nginx has against the arguments of a directive.

    ``fact`` is what ``dialect.find(name, context)`` gave; ``args`` are the values as nginx has
    them, quotes removed and escapes done. The number of arguments must be right
    (:func:`nginxlint.nginx.structure.check_directive` says so); for a wrong one, the list is
    empty. Nothing is said of values that variables make at run time, nor of what only the
    machine can tell (names to look up, files).
    """
    if not fact.takes(len(args)):
        return []
    if fact.source == "core":
        own = checker(name)
        if own is not None:
            return list(own(dialect, fact, args, context))
    return list(check_kind(dialect, fact, name, args))


def check_body_entry(
    dialect: Dialect, block_name: str, args: Sequence[str], scope: str = "http"
) -> list[Problem]:
    """Return what nginx has against one line inside a map, geo, types, ... block.

    ``args`` are all words of the line, the first included; ``scope`` is http or stream.
    Entries that depend on others (a key given twice, percentages above 100 in sum) are
    for :func:`nginxlint.nginx.values.bodies.check_body`.
    """
    from nginxlint.nginx.values import bodies

    return list(bodies.check_entry(dialect, block_name, args, scope))
