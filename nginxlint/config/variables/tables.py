"""Variables whose value a table gives: ``map``, ``geo`` and ``split_clients``.

ngx_http_map_variable, ngx_http_geo_cidr_variable and ngx_http_split_clients_variable in src/http/modules:
the value is looked up when somebody reads the variable; where no line fits it is the default, or empty.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.circles import between_circles
from nginxlint.config.kept import kept
from nginxlint.config.known import is_complete
from nginxlint.config.variables.variables import part_of
from nginxlint.nginx.variables import variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

_VARIABLE_AT = {"map": 1, "geo": -1, "split_clients": 1}

_SETTINGS = {
    "map": ("hostnames", "volatile", "include"),
    "geo": ("ranges", "delete", "proxy", "proxy_recursive", "include", "volatile"),
    "split_clients": (),
}
"""Lines that give no value. In a ``map`` the words count as settings only if they stand alone."""

_EVERYTHING = ("0.0.0.0/0", "::/0", "0.0.0.0-255.255.255.255")
"""Networks of a ``geo`` that hold every address, and so are its default."""


class Table(NamedTuple):
    """A block that gives ``variable`` its value: ``entries`` are its lines without the default."""

    block: Directive
    variable: Token
    part: str
    entries: tuple[Directive, ...]
    default: Directive | None

    @property
    def kind(self) -> str:
        """``map``, ``geo`` or ``split_clients``."""
        return str(self.block.name)

    @property
    def key(self) -> tuple[str, str]:
        """The variable: its name in lower case and its part, as a use has it."""
        return (str(self.variable)[1:].lower(), self.part)


@kept
def tables(configuration: Configuration) -> list[Table]:
    """The tables of http and stream, by kind and in nginx's order."""
    return [
        table
        for kind in _VARIABLE_AT
        for block in configuration.named(kind)
        if (table := _table(block)) is not None
    ]


def _table(block: Directive) -> Table | None:
    kind = str(block.name)
    if block.context not in ("http", "stream") or block.children is None:
        return None
    if not block.args or len(block.args) <= _VARIABLE_AT[kind]:
        return None
    variable = block.args[_VARIABLE_AT[kind]]
    if not variable.startswith("$"):
        return None
    entries = []
    default = None
    for line in block.children:
        if kind == "geo" and line.name in _EVERYTHING:
            default = default or line
        elif line.name == ("*" if kind == "split_clients" else "default"):
            default = line
        elif not _is_setting(kind, line):
            entries.append(line)
    return Table(block, variable, part_of(block.context), tuple(entries), default)


def _is_setting(kind: str, line: Directive) -> bool:
    if line.name not in _SETTINGS[kind]:
        return False
    return kind != "map" or line.name == "include" or not line.args


def without_default(configuration: Configuration) -> Iterator[Table]:
    """The ``map`` blocks of several lines, and the ``geo`` blocks, that say nothing of all other values.

    One line alone is a way to say "only this, otherwise empty".
    """
    for table in tables(configuration):
        if table.default is not None or table.kind == "split_clients":
            continue
        if len(table.entries) >= (2 if table.kind == "map" else 1) and is_complete(
            configuration, table.block
        ):
            yield table


def depends_on(table: Table) -> Iterator[tuple[str, bool]]:
    """The variables that a table reads, in lower case; and whether it does so for every request."""
    if table.kind != "geo" or len(table.block.args) == 2:
        for use in variables_in(str(table.block.args[0])):
            yield use.name.lower(), True
    if table.kind == "map":
        lines = [*table.entries, *([table.default] if table.default else [])]
        values = [line.args[0] for line in lines if line.args]
        counts = Counter(
            name
            for value in values
            for name in dict.fromkeys(use.name.lower() for use in variables_in(value))
        )
        for name, count in counts.items():
            yield name, table.default is not None and count == len(values)


class Cycle(NamedTuple):
    """Tables that read one another's variables in a circle.

    ``certain``: every request runs into it, whichever lines fit.
    """

    tables: tuple[Table, ...]
    certain: bool


_Key = tuple[str, str]


def cycles(configuration: Configuration) -> Iterator[Cycle]:
    """Circles of tables, from the table that stands first: of every table that is in any, one."""
    # A later definition of a variable takes the place of the earlier one.
    by_key = {table.key: table for table in tables(configuration)}
    ways = {key: _ways(table, by_key) for key, table in by_key.items()}
    left = between_circles(ways)
    told: set[_Key] = set()
    for table in tables(configuration):
        if table.key not in left or table.key in told or by_key[table.key] is not table:
            continue
        circle = _circle(table.key, ways, left)
        if circle:
            told.update(circle)
            following = (*circle[1:], circle[0])
            certain = all(ways[key][to] for key, to in zip(circle, following, strict=True))
            yield Cycle(tuple(by_key[key] for key in circle), certain)


def _ways(table: Table, by_key: dict[_Key, Table]) -> dict[_Key, bool]:
    """The tables that a table reads, and whether it always does; those that it always reads first."""
    found: dict[_Key, bool] = {}
    for name, certain in sorted(depends_on(table), key=lambda one: not one[1]):
        if (name, table.part) in by_key:
            found.setdefault((name, table.part), certain)
    return found


def _circle(start: _Key, ways: dict[_Key, dict[_Key, bool]], left: set[_Key]) -> list[_Key]:
    """The shortest way from a table back to itself; empty if there is none."""
    came: dict[_Key, _Key] = {}
    queue = [start]
    for key in queue:
        for to in ways[key]:
            if to == start:
                circle = [key]
                while circle[-1] != start:
                    circle.append(came[circle[-1]])
                return circle[::-1]
            if to in left and to not in came:
                came[to] = key
                queue.append(to)
    return []
