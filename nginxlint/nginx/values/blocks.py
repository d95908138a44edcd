"""What stands before the brace of map, geo, split_clients, and the geoip databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values.names import check_defined, check_dollar
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call


def _map(call: Call) -> Iterator[Problem]:
    """map and split_clients: a text and the variable it makes."""
    yield from check_text(0, call.args[0])
    yield from check_defined(call.dialect, 1, call.args[1], call.context)


def _geo(call: Call) -> Iterator[Problem]:
    args = call.args
    if len(args) == 2:
        yield from check_dollar(0, args[0])
    yield from check_defined(call.dialect, len(args) - 1, args[-1], call.context)


def _geoip(call: Call) -> Iterator[Problem]:
    if len(call.args) == 2 and call.args[1] != "utf8":
        yield invalid(1, f"`{call.fact.name}` takes only `utf8` behind the path, not {shown(call.args[1])}")


CHECKERS = {
    "map": _map,
    "split_clients": _map,
    "geo": _geo,
    "geoip_city": _geoip,
    "geoip_country": _geoip,
    "geoip_org": _geoip,
}
