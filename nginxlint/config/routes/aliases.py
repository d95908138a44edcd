"""What an ``alias`` with captures makes of a request.

ngx_http_map_uri_to_path in src/http/ngx_http_core_module.c.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nginxlint.nginx.variables import variables_in


class Escape(NamedTuple):
    """A request for ``path`` reads ``file``. ``climbs``: above the alias's folder, otherwise beside it."""

    path: str
    file: str
    climbs: bool


def alias_escape(pattern: str, caseless: bool, alias: str) -> Escape | None:
    """How an ``alias`` in a location with a regular expression can be left, proven by matching.

    ``None`` if it can't.
    """
    from nginxlint.nginx.regex.meaning import filled  # few aliases stand in a regular expression's location

    for use in variables_in(alias):
        group: int | str = int(use.name) if use.capture else use.name
        before = alias[: use.start]
        if before.endswith("/"):
            climbing = filled(pattern, caseless, group, "../x", path=True)
            if climbing is None or _is_resolved(climbing.subject):
                climbing = filled(pattern, caseless, group, "..", path=True)
            if climbing is not None and not _is_resolved(climbing.subject):
                file = _read_by(pattern, caseless, alias, climbing.subject)
                return Escape(climbing.subject, _plain(file or before + climbing.capture), True)
            return None
        if not before or before[-1] == "." or "$" in before:
            return None
        beside = filled(pattern, caseless, group, "-x", path=True)
        return None if beside is None else Escape(beside.subject, _plain(before + beside.capture), False)
    return None


def _read_by(pattern: str, caseless: bool, alias: str, path: str) -> str | None:
    """The file that an ``alias`` makes of a path, ``None`` if something besides the captures is in it."""
    from nginxlint.nginx.regex.matching import LimitError, search
    from nginxlint.nginx.variables import named_groups

    try:
        found = search(pattern, caseless, path)
    except LimitError:
        return None
    if found is None:
        return None
    file, done = "", 0
    for use in variables_in(alias):
        if not use.capture or int(use.name) >= len(found.groups) or named_groups(pattern):
            return None
        file += alias[done : use.start] + (found.groups[int(use.name)] or "")
        done = use.end
    return file + alias[done:]


def _is_resolved(path: str) -> bool:
    """Whether nginx would have taken ``..`` out of a path before it looks for a location."""
    return re.search(r"/\.\.(?:/|$)", path) is not None


def _plain(path: str) -> str:
    return path.encode("latin-1", "replace").decode("utf-8", "replace")
