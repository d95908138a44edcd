"""The lines inside map, geo, split_clients, types and charset_map."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.problem import Problem


def check_entry(dialect: Dialect, block: str, args: Sequence[str], scope: str) -> Iterator[Problem]:
    """Yield what nginx has against one line of a block; ``args`` are all its words."""
    yield from ()
