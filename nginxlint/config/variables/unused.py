"""What is defined and used nowhere: variables, upstreams, zones of memory."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from nginxlint.config.blocks.upstreams import PASSES, by_name
from nginxlint.config.blocks.zones import FAMILIES, by_name as zones_by_name, undeclared
from nginxlint.config.kept import kept
from nginxlint.config.known import nothing_to_come
from nginxlint.config.variables.tables import tables
from nginxlint.config.variables.variables import definitions, may_define_more, nearest, unknown, uses_of
from nginxlint.files.system import UnreadableError
from nginxlint.nginx.variables import variables, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.zones import Zone
    from nginxlint.config.configuration import Configuration
    from nginxlint.config.variables.variables import Definition
    from nginxlint.syntax.tree import Directive


@kept
def all_uses_known(configuration: Configuration) -> bool:
    """Whether everything that may read or set a variable stands in what was read.

    Scripts and server-side includes read variables by their names, and nobody sees where.
    """
    if not nothing_to_come(configuration) or may_define_more(configuration):
        return False
    if any(name.startswith(("js_", "perl")) for name in configuration.by_name):
        return False
    return not any("on" in line.args for line in configuration.named("ssi"))


def unused_variables(configuration: Configuration) -> Iterator[Definition]:
    """The first definition of each variable that nothing reads.

    Named groups of regular expressions are left out: their names explain the expression. So are nginx's own
    variables that may be set, since nginx itself reads these, those that a misspelt one may mean, and what a
    file without servers offers to sites that are still to come.
    """
    if not all_uses_known(configuration):
        return
    table = variables(configuration.dialect.version)
    with_servers = {id(one.reading.document) for one in configuration.named("server") if one.is_block}
    unread: dict[tuple[str, str], Definition] = {}
    for definition in definitions(configuration):
        if definition.key in unread or uses_of(configuration, definition.key):
            continue
        if definition.directive.is_block and id(definition.directive.reading.document) not in with_servers:
            continue
        if (
            re.fullmatch(r"\w+", definition.spelling)
            and f"${definition.spelling}" in definition.directive.args
        ):
            unread[definition.key] = definition
    if not unread:
        return
    named = _named_in_text(configuration)
    for use in unknown(configuration):
        named.add(nearest(configuration, *use.key) or "")
    for (name, part), definition in unread.items():
        if name not in named and table.find(name, part) is None:
            yield definition


def _named_in_text(configuration: Configuration) -> set[str]:
    """All variables that stand in any argument but as what is defined there, in lower case."""
    defining = {(id(one.directive), f"${one.spelling}") for one in definitions(configuration)}
    return {
        use.name.lower()
        for directive in configuration.everything
        for word in directive.args
        if "$" in word and (id(directive), word) not in defining
        for use in variables_in(word)
    }


def unused_upstreams(configuration: Configuration) -> Iterator[Directive]:
    """The upstream blocks that nothing passes requests to.

    Nothing if another module than nginx's own is there, which may do so. What a script works out may be any
    of their names.
    """
    blocks = by_name(configuration)
    if not blocks or not nothing_to_come(configuration) or may_define_more(configuration):
        return
    passed: dict[str, set[str]] = {"http": set(), "stream": set()}
    computed: list[Directive] = []
    for passing in configuration.named(*PASSES):
        part = "stream" if passing.context == "stream-server" else "http"
        text = passing.args[0].lower() if passing.args else ""
        if "$" in text:
            computed.append(passing)
        else:
            passed[part].add(_host(text))
    names = {key for key in blocks if key[1] not in passed[key[0]]}
    if not names:
        return
    for passing in computed:
        part = "stream" if passing.context == "stream-server" else "http"
        for host in _hosts(configuration, passing, part):
            names -= {key for key in names if key[0] == part and host.fullmatch(key[1])}
    for key, found in blocks.items():
        if key in names:
            yield found[0]


def _host(address: str) -> str:
    """The host in an address, which may have a scheme before it, and a port and a path behind it."""
    return address.rpartition("://")[2].partition("/")[0].partition(":")[0].partition("?")[0]


_ANY = "\0"
_ANYTHING = re.compile(".*")


def _hosts(configuration: Configuration, passing: Directive, part: str) -> Iterator[re.Pattern[str]]:
    """The hosts that an address with variables can have, as patterns."""
    text = str(passing.args[0])
    if part == "stream":
        found = [table for table in tables(configuration) if f"${table.key[0]}" == text.lower()]
        values = [str(line.args[-1]) for table in found for line in table.block.children or () if line.args]
        if not found or any("$" in value for value in values):
            yield _ANYTHING
        texts = values
    else:
        from nginxlint.config.variables.client import client_texts

        unfolded = client_texts(configuration, passing, text)
        if not unfolded:
            yield _ANYTHING
        texts = ["".join(one if isinstance(one, str) else _ANY for one in pieces) for pieces in unfolded]
    for one in texts:
        yield re.compile(re.escape(_host(one.lower())).replace(re.escape(_ANY), ".*"))


def unused_zones(configuration: Configuration) -> Iterator[Zone]:
    """The zones of limits and caches that nothing uses.

    Not where a name of that kind is used that nothing declares, nor a zone that is declared twice: nginx
    refuses these, and what is meant is another question.
    """
    if not nothing_to_come(configuration) or may_define_more(configuration):
        return
    chosen = {
        f"http {family}_cache"
        for family in FAMILIES
        if any("$" in arg for line in configuration.named(f"{family}_cache") for arg in line.args[:1])
    }
    chosen.update(zone.owner for zone in undeclared(configuration))
    for named in zones_by_name(configuration).values():
        zone = named[0]
        if len(named) > 1 or not zone.single or zone.owner == "sticky" or zone.owner in chosen:
            continue
        if re.search(rf"\b{re.escape(zone.name)}\b", _unread_beside(configuration)) is None:
            yield zone


@kept
def _unread_beside(configuration: Configuration) -> str:
    """The text of the files of a checkout that lie beside those that were read: sites for other machines."""
    if not configuration.place.elsewhere:
        return ""
    read = {one.source.path for one in configuration.documents() if one.source.path is not None}
    texts: list[str] = []
    for folder in dict.fromkeys(map(os.path.dirname, read)):
        try:
            names = configuration.files.names(folder)[:_BESIDE]
        except UnreadableError:
            continue
        for path in (os.path.join(folder, name) for name in names):
            if path not in read and _is_variant(path, read):
                with suppress(UnreadableError):
                    texts.append(configuration.files.read(path).decode("latin-1"))
    return "\n".join(texts)


_BESIDE = 200
"""Files of a folder that are looked at."""


def _is_variant(path: str, read: set[str]) -> bool:
    """Whether a file is another form of one that was read, or a site that is switched off."""
    stem, ending = os.path.splitext(path)
    return stem in read or ending in (".disabled", ".example", ".sample", ".dist", ".prod", ".dev", ".off")


def offers_limit(configuration: Configuration, zone: Zone) -> bool:
    """Whether a zone is for a limit, and stands in a file with servers that could use it.

    What other files declare may wait for sites to come.
    """
    return zone.owner.rpartition(" ")[2] in ("limit_req", "limit_conn") and any(
        one.is_block and one.reading.document is zone.directive.reading.document
        for one in configuration.named("server")
    )
