"""The table of directives: what nginx's C sources say about each, as of a version.

The data lies in ``data/directives.tsv`` (made by ``tools/build_facts.py``, which explains the
format). A name's record is decoded when it is first asked for.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint.nginx.version import DATA, Version, since

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DirectiveFact:
    """One directive of one module, as of a version.

    ``source`` is core, plus, angie, freenginx or third-party:OWNER/REPO. ``contexts`` are the
    places where it may stand: main, events, http, server, location, if-in-server,
    if-in-location, limit_except, upstream, mail, mail-server, stream, stream-server,
    stream-upstream, ... and ``any``. ``max_args`` None means any number; ``counts``, if there
    are any, are the only numbers allowed. ``block``: it takes a block. ``kind`` names the
    grammar of its values (``values`` for enum and bitmask, ``bounds`` the lowest and highest
    number). ``once``: a second one at the same level is refused (None: not known). ``since``
    and ``removed`` are the first version with it (None: 1.14.0 or older) and the first without.
    """

    name: str
    module: str
    source: str
    contexts: frozenset[str]
    min_args: int
    max_args: int | None
    counts: frozenset[int] | None
    flag: bool
    block: bool
    kind: str | None
    values: tuple[str, ...] | None
    bounds: tuple[int | None, int | None] | None
    args: tuple[str, ...]
    params: tuple[str, ...]
    param_types: Mapping[str, str]
    required_params: tuple[str, ...]
    plus_params: tuple[str, ...]
    plus_values: tuple[str, ...]
    plus_since: str | None
    deprecated_params: Mapping[str, Mapping[str, Any]]
    once: bool | None
    repeat: str | None
    body: Mapping[str, Any] | None
    constraints: tuple[str, ...]
    default: str | None
    docs: str | None
    since: str | None
    removed: str | None
    deprecated: Mapping[str, Any] | None
    changes: tuple[tuple[str, str, Any], ...]

    def exists_in(self, version: Version) -> bool:
        """Return whether ``version`` of nginx has it (True for what isn't nginx's own)."""
        if self.source != "core":
            return True
        first, gone = since(self.since), since(self.removed)
        return (first is None or first <= version) and (gone is None or version < gone)

    def takes(self, count: int) -> bool:
        """Return whether it may have ``count`` arguments."""
        if self.counts is not None:
            return count in self.counts
        return self.min_args <= count and (self.max_args is None or count <= self.max_args)


class _Table(NamedTuple):
    records: Mapping[str, str]
    modules: tuple[tuple[str, str | None, str | None], ...]
    sources: tuple[str, ...]
    contexts: tuple[frozenset[str], ...]


@cache
def _table() -> _Table:
    with open(os.path.join(DATA, "directives.tsv"), encoding="utf-8") as file:
        header, *lines = file.read().splitlines()
    shared = json.loads(header)
    records = {}
    for line in lines:
        name, _, record = line.partition("\t")
        records[name] = record
    return _Table(
        records,
        tuple((name, given, without) for name, given, without in shared["modules"]),
        tuple(shared["sources"]),
        tuple(frozenset(item) for item in shared["contexts"]),
    )


def names() -> tuple[str, ...]:
    """Return every name in the table, of any version and source, sorted."""
    return tuple(_table().records)


def known(name: str) -> bool:
    """Return whether any version or module of nginx, or of its forks, has this directive."""
    return name in _table().records


@cache
def module_options() -> Mapping[str, tuple[str | None, str | None]]:
    """Return for each module the configure option that builds it in and the one that leaves it
    out (None where there is none)."""
    return {name: (given, without) for name, given, without in _table().modules}


def facts_of(name: str, version: Version) -> tuple[DirectiveFact, ...]:
    """Return what is known of the directive ``name``: an entry for each module and source that
    has or had it, with words, counts and kinds as of ``version``. Empty for an unknown name."""
    record = _table().records.get(name)
    if record is None:
        return ()
    return tuple(_fact(name, item, version) for item in json.loads(record))


def usual_docs(name: str, module: str, source: str) -> str:
    """Return the documentation address that a directive has unless its record says otherwise."""
    if source.startswith("third-party:"):
        return "https://github.com/" + source.removeprefix("third-party:")
    if module.startswith("ngx_http_"):
        folder = "http/"
    elif module.startswith("ngx_stream_"):
        folder = "stream/"
    elif module.startswith("ngx_mail_"):
        folder = "mail/"
    else:
        folder = ""
    page = module.replace("_filter_module", "_module")
    return f"https://nginx.org/en/docs/{folder}{page}.html#{name}"


def _docs(name: str, record: Mapping[str, Any], module: str, source: str) -> str | None:
    if "u" not in record:
        return usual_docs(name, module, source)
    address: str | None = record["u"]
    if address is None or address.startswith("http"):
        return address
    return "https://nginx.org/en/docs/" + address


#: field of a change -> key of the record
_CHANGED = {
    "contexts": "c",
    "arity": "n",
    "flag": "f",
    "kind": "k",
    "values": "v",
    "params": "p",
    "once": "o",
}


def _as_of(record: dict[str, Any], version: Version) -> dict[str, Any]:
    """Return the record with the changes later than ``version`` undone, newest first."""
    for number, field, old in sorted(
        record.get("h", ()), key=lambda change: since(change[0]) or version, reverse=True
    ):
        when = since(number)
        if when is None or when <= version:
            continue
        if field == "body":
            special = record["y"]["special"]
            kept = {word: count for word, count in special.items() if word in old}
            record["y"] = {**record["y"], "special": kept}
        elif field in _CHANGED:
            record[_CHANGED[field]] = old
    return record


def _tuple(value: list[str] | None) -> tuple[str, ...]:
    return tuple(value) if value else ()


def _fact(name: str, record: dict[str, Any], version: Version) -> DirectiveFact:
    if "h" in record:
        record = _as_of(record, version)
    get = record.get
    table = _table()
    module = table.modules[record["m"]][0]
    source = table.sources[get("s", 0)]
    least, *rest = record["n"]
    counts = None
    if least == -1:
        counts = frozenset(rest)
        least, most = min(counts), max(counts)
    else:
        most = rest[0]
    contexts = record["c"]
    bounds = get("B")
    once = get("o")
    values = get("v")
    return DirectiveFact(
        name=name,
        module=module,
        source=source,
        contexts=frozenset(contexts) if isinstance(contexts, list) else table.contexts[contexts],
        min_args=least,
        max_args=most,
        counts=counts,
        flag=bool(get("f")),
        block=bool(get("b")),
        kind=get("k"),
        values=None if values is None else tuple(values),
        bounds=None if bounds is None else (bounds[0], bounds[1]),
        args=_tuple(get("g")),
        params=_tuple(get("p")),
        param_types=get("t", _NOTHING),
        required_params=_tuple(get("r")),
        plus_params=_tuple(get("pp")),
        plus_values=_tuple(get("pv")),
        plus_since=get("ps"),
        deprecated_params=get("dp", _NOTHING),
        once=None if once is None else bool(once),
        repeat=get("R"),
        body=get("y"),
        constraints=_tuple(get("C")),
        default=get("d"),
        docs=_docs(name, record, module, source),
        since=get("i"),
        removed=get("x"),
        deprecated=get("D"),
        changes=tuple((number, field, old) for number, field, old in get("h", ())),
    )
