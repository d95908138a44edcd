"""What a checker of values is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.nginx.problem import Problem

if TYPE_CHECKING:
    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.facts import DirectiveFact


class Call(NamedTuple):
    """One directive: the nginx it is for, what is known of it, its values and its context."""

    dialect: Dialect
    fact: DirectiveFact
    args: Sequence[str]
    context: str


Checker = Callable[[Call], Iterator[Problem]]
