"""The names of servers that share an address, as nginx puts them into its tables.

ngx_http_server_names in src/http/ngx_http.c, ngx_hash_add_key and ngx_hash_init in
src/core/ngx_hash.c.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.blocks.listening import addresses
from nginxlint.config.inherit import own
from nginxlint.config.kept import kept
from nginxlint.config.known import all_known, from_template, is_complete, nothing_to_come
from nginxlint.nginx import hashes
from nginxlint.nginx.values.numbers import number
from nginxlint.nginx.variables import named_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.listening import Address
    from nginxlint.config.configuration import Configuration
    from nginxlint.nginx.hashes import Built
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


class Name(NamedTuple):
    """A name of a server with its ``text`` in lower case, as nginx compares it.

    ``word`` is ``None`` where the server has none and nginx takes the empty name.
    """

    server: Directive
    line: Directive | None
    word: Token | None
    text: str = ""


class Taken(NamedTuple):
    """A ``name`` that nginx ignores on ``addresses``, because ``earlier`` has it there already."""

    name: Name
    earlier: Name
    addresses: tuple[str, ...]


class Table(NamedTuple):
    """What goes into the tables of an address: exact names, and those that nginx refuses."""

    address: Address
    exact: list[Name]
    wrong: list[Name]


@kept
def server_names(configuration: Configuration) -> dict[int, list[Name]]:
    """The names of each http and stream server, by the identity of its block.

    A server of which not everything was read is left without the empty name.
    """
    found: dict[int, list[Name]] = {}
    named = ("http", "stream") if configuration.dialect.version >= (1, 25, 5) else ("http",)
    for server in configuration.named("server"):
        if server.children is None or server.context not in named:
            continue
        names = [
            Name(server, line, word, word.lower())
            for line in own(configuration, server, "server_name")
            for word in line.args
        ]
        if not names and is_complete(configuration, server):
            names = [Name(server, None, None)]
        found[id(server)] = names
    return found


def wildcard(name: str) -> Literal["exact", "both", "head", "tail"] | None:
    """What nginx makes of a name: exact, ``.example.com`` (both), ``*.example.com`` (head),
    ``example.*`` (tail); ``None`` if it is refused (ngx_hash_add_key)."""
    stars = name.count("*")
    if stars > 1 or ".." in name or "\0" in name:
        return None
    if len(name) > 1 and name.startswith("."):
        return "both"
    if len(name) > 2:
        if name.startswith("*."):
            return "head"
        if name.endswith(".*"):
            return "tail"
    return None if stars else "exact"


_LOCAL = (
    "local",
    "localhost",
    "localdomain",
    "internal",
    "lan",
    "home",
    "corp",
    "private",
    "test",
    "invalid",
)


def is_site_name(name: str) -> bool:
    """Whether a name (in lower case) can be that of a site on the net.

    No address, no pattern, none that only one network knows.
    """
    labels = name.split(".")
    return (
        len(labels) > 1
        and all(labels)
        and not any(mark in name for mark in "*~:$")
        and not labels[-1].isdigit()
        and labels[-1] not in _LOCAL
    )


@kept
def name_tables(configuration: Configuration) -> tuple[list[Taken], list[Table]]:
    """The names that are ignored since another server has them, and the tables that are built.

    nginx builds tables for an address only if several servers share it, or if its default server
    has a regular expression with captures for a name.
    """
    names = server_names(configuration)
    taken: dict[tuple[int, int], tuple[Name, Name, list[str]]] = {}
    tables = []
    entered: dict[tuple[int, ...], tuple[list[tuple[Name, Name]], Table]] = {}
    for address in addresses(configuration):
        servers = address.servers
        if address.part == "mail" or (len(servers) < 2 and not _captures(servers, names)):
            continue
        # Usually the same servers listen on IPv4 and IPv6.
        together = tuple(map(id, servers))
        if together not in entered:
            table = Table(address, [], [])
            entered[together] = list(_enter(servers, names, table)), table
        twice, table = entered[together]
        table = table._replace(address=address)
        for name, earlier in twice:
            if from_template(configuration, name.server, earlier.server):
                continue
            key = (id(name.server if name.word is None else name.word), id(earlier.server))
            entry = taken.setdefault(key, (name, earlier, []))
            if address.name not in entry[2]:
                entry[2].append(address.name)
        tables.append(table)
    return [Taken(name, earlier, tuple(on)) for name, earlier, on in taken.values()], tables


def _captures(servers: list[Directive], names: dict[int, list[Name]]) -> bool:
    return any(
        name.text.startswith("~") and named_groups(str(name.word))
        for server in servers
        for name in names.get(id(server), ())
    )


@dataclass(slots=True)
class Hosts:
    """The names of the servers on an address, as nginx looks hosts up among them."""

    exact: dict[str, Name] = field(default_factory=dict)
    heads: dict[str, Name] = field(default_factory=dict)
    tails: dict[str, Name] = field(default_factory=dict)
    patterns: list[Name] = field(default_factory=list)

    def enter(self, name: Name, kind: str) -> Name | None:
        """Take a name of that kind (see ``wildcard``); the one that has its place already, if there is
        one.
        """
        text = name.text
        if kind in ("exact", "both"):
            plain = text[1:] if kind == "both" else text
            if plain in self.exact:
                return self.exact[plain]
            self.exact[plain] = name
            if kind == "exact":
                return None
        within = self.tails if kind == "tail" else self.heads
        stem = text[:-2] if kind == "tail" else text.lstrip("*").lstrip(".")
        if stem in within:
            return within[stem]
        within[stem] = name
        return None

    def find(self, host: str) -> Name | None:
        """The name that a host (in lower case) falls under, ``None`` if the default server answers.

        ngx_http_find_virtual_server: an exact name, then the longest wildcard at the beginning, then at the
        end, then the first regular expression.
        """
        found = self.exact.get(host)
        if found is not None and (not found.text.startswith(".") or self.heads.get(host) is found):
            return found  # of ".example.com" after "*.example.com" nginx keeps nothing
        labels = host.split(".")
        for at in range(1, len(labels)):
            if (found := self.heads.get(".".join(labels[at:]))) is not None:
                return found
        for at in range(len(labels) - 1, 0, -1):
            if (found := self.tails.get(".".join(labels[:at]))) is not None:
                return found
        from nginxlint.nginx.regex.matching import matches  # few servers have regular expressions for names

        return next((one for one in self.patterns if matches(str(one.word)[1:], True, host)), None)


def _enter(
    servers: list[Directive], names: dict[int, list[Name]], table: Table
) -> Iterator[tuple[Name, Name]]:
    """Fill the tables; yield each name that is there already, with the one that is first."""
    hosts = Hosts()
    for server in servers:
        for name in names.get(id(server), ()):
            if name.text.startswith("~") or "$" in name.text:
                continue
            kind = wildcard(name.text)
            if kind is None:
                table.wrong.append(name)
                continue
            earlier = hosts.enter(name, kind)
            if earlier is not None:
                yield name, earlier
            elif kind == "exact":
                table.exact.append(name)


@kept
def _hosts(_: Configuration) -> dict[int | tuple[int, ...], Hosts]:
    """The names on an address, by its identity and by those of its servers; filled as they are asked for."""
    return {}


def name_serving(configuration: Configuration, address: Address, host: str) -> Name | None:
    """The name by which a server of ``address`` answers for a host, ``None`` if its default server does."""
    known = _hosts(configuration)
    hosts = known.get(id(address))
    if hosts is None:
        servers = address.servers
        together = tuple(map(id, servers))
        hosts = known[id(address)] = known.get(together) or _entered(configuration, servers)
        known[together] = hosts
    return hosts.find(host)


def _entered(configuration: Configuration, servers: list[Directive]) -> Hosts:
    hosts = Hosts()
    names = server_names(configuration)
    for name in (name for server in servers for name in names.get(id(server), ())):
        if name.text.startswith("~"):
            hosts.patterns.append(name)
        elif "$" not in name.text and (kind := wildcard(name.text)) is not None:
            hosts.enter(name, kind)
    return hosts


def nameless(configuration: Configuration) -> Iterator[tuple[Directive, Address]]:
    """The servers without a name that are the default one on none of their addresses.

    Each with the first of these. Where two have no name, nginx says so.
    """
    if not nothing_to_come(configuration):
        return
    without = {identity for identity, names in server_names(configuration).items() if _is_nameless(names)}
    if not without:
        return
    said = {id(taken.name.server) for taken in name_tables(configuration)[0] if taken.name.word is None}
    chosen: set[int] = set()
    where: dict[int, tuple[Directive, Address]] = {}
    for address in addresses(configuration):
        chosen.add(id(address.default.server))
        for server in address.servers:
            if id(server) in without:
                where.setdefault(id(server), (server, address))
    for identity, found in where.items():
        if identity not in chosen and identity not in said:
            yield found


def _is_nameless(names: list[Name]) -> bool:
    return len(names) == 1 and names[0].word is None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A table of names that nginx can't build as it is set up.

    ``longest`` is the name that fits no bucket, or the first name of the address; ``setting`` the
    directive that sets the number of buckets, if there is one. ``wanted`` is what to set instead.
    """

    kind: Built
    address: str
    count: int
    longest: Name
    setting: Directive | None
    max_size: int
    bucket_size: int
    wanted: int


def hash_shortfalls(configuration: Configuration) -> Iterator[Shortfall]:
    """The tables of http server names that are too small; nothing if their sizes aren't known.

    nginx stops at the first name that fits no bucket.
    """
    if configuration.context != "main":
        return
    sizes = {}
    for name, usual in (("max_size", 512), ("bucket_size", hashes.CACHE_LINE)):
        found = [one for one in configuration.named(f"server_names_hash_{name}") if one.context == "http"]
        value = number(str(found[0].args[0])) if found and found[0].args else usual
        if not value or (not found and not all_known(configuration)):
            return
        sizes[name] = (value, found[0] if found else None)
    max_size, setting = sizes["max_size"]
    bucket_size = hashes.align(sizes["bucket_size"][0])
    warned = False
    known: dict[tuple[str, ...], Built] = {}
    for table in name_tables(configuration)[1]:
        if table.address.part != "http" or not table.exact:
            continue
        texts = tuple(name.text for name in table.exact)
        built = known.get(texts)
        if built is None:
            built = known[texts] = hashes.build(texts, max_size, bucket_size)
        if built == "fits" or (warned and built == "not optimal"):
            continue
        longest = table.exact[0]
        if built == "bucket too small":
            longest = next(name for name in table.exact if hashes.bucket_for(name.text) > bucket_size)
            wanted = max(hashes.bucket_for(text) for text in texts)
        else:
            wanted = 1 << (2 * len(texts) - 1).bit_length()
            warned = True
        yield Shortfall(
            built, table.address.name, len(texts), longest, setting, max_size, bucket_size, wanted
        )
