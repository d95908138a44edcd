"""Variables: which are used in a text, which nginx has, and which directives define."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint.nginx.version import DATA, NEWEST, Version, since

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class VariableUse(NamedTuple):
    """A variable in a text: its name without ``$`` and braces, and where it stands, from the
    ``$`` on. ``capture``: one of $1 to $9, a capture of a regular expression."""

    name: str
    start: int
    end: int
    capture: bool = False


#: ngx_http_script_compile: $1 to $9 are one digit, a name has letters, digits and underscores
_USE = re.compile(r"\$(?:([1-9])|\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))")


def variables_in(text: str) -> list[VariableUse]:
    """Return the variables that nginx would read in ``text``, in order."""
    if "$" not in text:
        return []
    return [
        VariableUse(m[1] or m[2] or m[3], m.start(), m.end(), m[1] is not None) for m in _USE.finditer(text)
    ]


class VariableFact(NamedTuple):
    """A variable of one module. ``scope`` is http or stream; ``prefix``: every name that begins
    with this one; ``settable``: set, map, geo and their like may define it themselves."""

    name: str
    scope: str
    module: str
    source: str
    prefix: bool
    settable: bool
    must_be_set: bool
    internal: bool
    since: str | None
    removed: str | None
    docs: str | None

    def exists_in(self, version: Version) -> bool:
        """Return whether ``version`` of nginx has it (True for what isn't nginx's own)."""
        if self.source != "core":
            return True
        first, gone = since(self.since), since(self.removed)
        return (first is None or first <= version) and (gone is None or version < gone)


class _Table(NamedTuple):
    facts: Mapping[str, tuple[VariableFact, ...]]
    prefixes: tuple[VariableFact, ...]


@cache
def _table() -> _Table:
    with open(os.path.join(DATA, "variables.tsv"), encoding="utf-8") as file:
        header, *lines = file.read().splitlines()
    shared = json.loads(header)
    found: dict[str, tuple[VariableFact, ...]] = {}
    for line in lines:
        name, _, records = line.partition("\t")
        found[name] = tuple(_fact(name, record, shared) for record in json.loads(records))
    prefixes = [fact for facts in found.values() for fact in facts if fact.prefix]
    prefixes.sort(key=lambda fact: (-len(fact.name), fact.source != "core"))
    return _Table(found, tuple(prefixes))


def _fact(name: str, record: Mapping[str, Any], shared: Mapping[str, Any]) -> VariableFact:
    source = shared["sources"][record.get("o", 0)]
    docs = record.get("u")
    if docs is not None and not docs.startswith("http"):
        docs = "https://nginx.org/en/docs/" + docs
    elif docs is None and source.startswith("third-party:"):
        docs = "https://github.com/" + source.removeprefix("third-party:")
    return VariableFact(
        name=name,
        scope=record.get("s", "http"),
        module=shared["modules"][record["m"]],
        source=source,
        prefix=bool(record.get("p")),
        settable=bool(record.get("w")),
        must_be_set=bool(record.get("b")),
        internal=bool(record.get("n")),
        since=record.get("i"),
        removed=record.get("x"),
        docs=docs,
    )


class Variables:
    """The variables that one version of nginx knows without any directive defining them."""

    __slots__ = ("_answers", "version")

    def __init__(self, version: Version = NEWEST) -> None:
        self.version = version
        self._answers: dict[tuple[str, str], VariableFact | None] = {}

    def find(self, name: str, scope: str) -> VariableFact | None:
        """Return the variable ``name`` (without ``$``) of ``scope`` (http or stream), or the
        prefix variable it falls under; None if there is none. nginx's own go first, then those
        of modules that this nginx may not have."""
        key = (name, scope)
        if key not in self._answers:
            self._answers[key] = self._look(name.lower(), scope)
        return self._answers[key]

    def _look(self, name: str, scope: str) -> VariableFact | None:
        table = _table()
        exact = [
            fact
            for fact in table.facts.get(name, ())
            if fact.scope == scope and not fact.prefix and fact.exists_in(self.version)
        ]
        if exact:
            return min(exact, key=lambda fact: fact.source != "core")
        for fact in table.prefixes:
            if fact.scope == scope and name.startswith(fact.name) and fact.exists_in(self.version):
                return fact
        return None

    def known_variable(self, name: str, scope: str) -> bool:
        """Return whether nginx or a known module has the variable, without it being defined."""
        fact = self.find(name, scope)
        return fact is not None and not fact.must_be_set

    def other_versions(self, name: str, scope: str) -> tuple[VariableFact, ...]:
        """Return what nginx's other versions have under this name."""
        return tuple(
            fact
            for fact in _table().facts.get(name.lower(), ())
            if fact.scope == scope and not fact.exists_in(self.version)
        )

    def settable(self, name: str, scope: str) -> bool:
        """Return whether set, map, geo and their like may define this name: it is not one of
        nginx's own that can't be changed. Names under a prefix variable may."""
        fact = self.find(name, scope)
        return fact is None or fact.prefix or fact.settable or fact.source != "core"

    def names(self, scope: str) -> Iterator[str]:
        """Yield the names of nginx's own variables of ``scope``, prefixes left out."""
        for name, facts in _table().facts.items():
            for fact in facts:
                if (
                    fact.scope == scope
                    and not fact.prefix
                    and fact.source == "core"
                    and fact.exists_in(self.version)
                ):
                    yield name
                    break


@cache
def variables(version: Version = NEWEST) -> Variables:
    """Return the shared table of a version."""
    return Variables(version)


#: directive -> the argument that names the variable it defines (negative: from the end)
_DEFINES = {
    "set": 0,
    "map": 1,
    "geo": -1,
    "split_clients": 1,
    "num_map": 1,
    "auth_request_set": 0,
    "perl_set": 0,
    "js_set": 0,
    "js_var": 0,
    "keyval": 1,
    "set_by_lua": 0,
    "set_by_lua_block": 0,
    "set_by_lua_file": 0,
    "auth_jwt_claim_set": 0,
    "auth_jwt_header_set": 0,
    "postgres_set": 0,
    "postgres_escape": 0,
    "set_by_python": 0,
    "var": 0,
}

_NAMED_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?<([A-Za-z_]\w*)>|\(\?'([A-Za-z_]\w*)'")

#: directives with a regular expression among their arguments, whose named groups are variables
REGEX_NAMES = frozenset(
    (
        "location",
        "server_name",
        "if",
        "rewrite",
        "proxy_redirect",
        "proxy_cookie_domain",
        "proxy_cookie_path",
        "proxy_cookie_flags",
    )
)


def named_groups(pattern: str) -> list[str]:
    """Return the names of the named groups of a regular expression, in order."""
    return [m[1] or m[2] for m in _NAMED_GROUP.finditer(pattern) if m[1] or m[2]]


def defined_variables(name: str, args: Sequence[str]) -> list[str]:
    """Return the names (without ``$``) of the variables that a directive defines.

    For a line in a ``map`` or ``geoip2`` block see :func:`defined_in_body`.
    """
    at = _DEFINES.get(name)
    if at is None and name.startswith("set_") and args and args[0].startswith("$"):
        at = 0  # set_md5, set_unescape_uri, set_form_input, ...: third-party modules
    if at is not None and -len(args) <= at < len(args):
        argument = args[at]
        return [argument[1:]] if argument.startswith("$") and len(argument) > 1 else []
    if name in REGEX_NAMES:
        return [group for argument in args if "(?" in argument for group in named_groups(argument)]
    if name in ("array_split", "array_join", "array_map", "array_map_op"):
        return [arg[4:] for arg in args if arg.startswith("to=$")] or [
            arg[1:] for arg in args[-1:] if arg.startswith("$")
        ]
    return []


def defined_in_body(block: str, args: Sequence[str]) -> list[str]:
    """Return the variables that a line inside a block defines: named groups of a map's regular
    expression, the variable of a geoip2 line. ``args`` are all its words."""
    if block == "geoip2":
        return [args[0][1:]] if args and args[0].startswith("$") else []
    if block == "map" and args and args[0].startswith("~"):
        return named_groups(args[0])
    return []
