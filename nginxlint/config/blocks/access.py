"""Who is let in: ``allow``, ``deny``, ``satisfy`` and the modules that ask for a password or a token.

ngx_http_access_handler in src/http/modules/ngx_http_access_module.c: the first rule that fits decides, and
who fits none is let in. ngx_http_core_access_phase: with ``satisfy any`` one check that says yes is enough,
and a list of addresses that fits nobody says nothing. Rules are inherited only where a block has none of its
own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.servers import Server
from nginxlint.config.inherit import effective, value
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template
from nginxlint.nginx.values.addresses import network

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

AUTHENTICATING = (
    "auth_basic",
    "auth_request",
    "auth_jwt",
    "auth_oidc",
    "auth_digest",
    "auth_ldap",
    "auth_pam",
    "auth_gss",
    "auth_spnego_passthrough",
    "access_by_lua",
    "access_by_lua_block",
    "access_by_lua_file",
    "js_access",
    "auth_kerberos",
    "secure_link",
)
"""Directives that demand something of the client before it gets the content; ``off`` cancels them."""


class Access(NamedTuple):
    """What holds in a block.

    Its ``allow`` and ``deny`` lines in order, what authenticates, ``satisfy any`` or not.
    """

    rules: list[Directive]
    authentication: list[Directive]
    any_is_enough: bool
    families: frozenset[str]

    @property
    def lets_everybody_by(self) -> list[str]:
        """The address families of which the rules let everybody through (``inet``, ``inet6``, ``unix``)."""
        return [family for family in sorted(self.families) if _verdict(self.rules, family)[0] == "allow"]

    @property
    def opening(self) -> Directive | None:
        """The ``allow`` line that lets everybody of some family through, ``None`` if there is none."""
        for family in sorted(self.families):
            verdict, line = _verdict(self.rules, family)
            if verdict == "allow" and line is not None:
                return line
        return None

    @property
    def is_open(self) -> bool:
        """Whether everybody gets through, without any password."""
        if self.authentication:
            return self.any_is_enough and self.opening is not None
        return bool(self.lets_everybody_by)


def _family(word: str) -> str:
    if word == "all" or word == "unix:":
        return word
    return "inet6" if ":" in word else "inet"


def is_universal(rule: Directive) -> bool:
    """Whether an ``allow`` or ``deny`` speaks of every address (of one family at least)."""
    word = str(rule.args[0]) if rule.args else ""
    return word == "all" or word.endswith("/0")


def _verdict(rules: list[Directive], family: str) -> tuple[str, Directive | None]:
    """What becomes of a client of a family that no narrower rule names.

    ``allow`` or ``deny``, and by which line.
    """
    for rule in rules:
        if not rule.args or _family(str(rule.args[0])) not in ("all", family):
            continue
        if is_universal(rule) or rule.args[0] == "unix:":
            return str(rule.name), rule
    return "allow", None


@kept
def _rules_by_block(configuration: Configuration) -> dict[int, list[Directive]]:
    return {
        id(block): [one for one in block.children or () if one.name in ("allow", "deny")]
        for block in levels(configuration)
    }


def rules(configuration: Configuration, block: Directive) -> list[Directive]:
    """The ``allow`` and ``deny`` lines that hold in a block, in nginx's order.

    Its own, or those of a block around it.
    """
    by_block = _rules_by_block(configuration)
    around: Directive | None = block
    while around is not None:
        if id(around) in by_block:
            return by_block[id(around)]
        around = around.parent
    return configuration.around("allow", "deny")


@kept
def _authenticating(configuration: Configuration) -> list[str]:
    return [name for name in AUTHENTICATING if name in configuration.by_name]


def access(configuration: Configuration, block: Directive) -> Access:
    """The access rules that hold in a block."""
    lines = rules(configuration, block)
    return Access(
        lines,
        [
            line
            for name in _authenticating(configuration)
            for line in effective(configuration, block, name)[:1]
            if not line.args or line.args[0].lower() != "off"
        ],
        value(configuration, block, "satisfy") == "any",
        # Without rules the family makes no difference.
        _families(configuration, block) if lines else frozenset(("inet",)),
    )


def _families(configuration: Configuration, block: Directive) -> frozenset[str]:
    server = block if block.name == "server" else block.within("server")
    if server is None:
        return frozenset(("inet", "inet6"))
    found: set[str] = set()
    for listen in Server(server, configuration).listens:
        if listen.port is None:
            found.add("unix")
        elif listen.host.startswith("["):
            found.add("inet6")
            if "ipv6only=off" in listen.options:
                found.add("inet")
        elif listen.host.replace(".", "").isdigit():
            found.add("inet")
        else:
            found.update(("inet", "inet6"))
    return frozenset(found)


def is_local(configuration: Configuration, block: Directive) -> bool:
    """Whether the server of a block listens on loopback addresses and unix sockets alone."""
    server = block if block.name == "server" else block.within("server")
    if server is None:
        return False
    listens = Server(server, configuration).listens
    return bool(listens) and all(
        listen.port is None or listen.host.startswith("127.") or listen.host in ("[::1]", "localhost")
        for listen in listens
    )


def is_internal(block: Directive) -> bool:
    """Whether no request from outside selects a block.

    So it is with a location that has ``internal`` or is called ``@name``, and with all inside it.
    """
    for one in (block, *block.ancestors()):
        if one.name == "location" and (
            one.first("internal") is not None or (len(one.args) == 1 and one.args[0].startswith("@"))
        ):
            return True
    return False


def _turns_away(condition: Directive) -> bool:
    """Whether an ``if`` refuses some requests; nobody knows which."""
    return any(line.args and line.args[0].startswith("4") for line in condition.all("return"))


def refuses(block: Directive) -> bool:
    """Whether a location turns everybody away."""
    return any(
        (line.name == "deny" and line.args == ["all"])
        or (line.name == "return" and line.args[:1] in (["400"], ["403"], ["404"], ["410"], ["444"]))
        for line in block.children or ()
    )


def is_restricted(configuration: Configuration, block: Directive) -> bool:
    """Whether a block is kept from strangers in some way.

    By addresses, a password, ``internal``, a client certificate, or an ``if`` that refuses some requests.
    """
    if is_internal(block) or is_local(configuration, block):
        return True
    if any(_turns_away(one) for around in (block, *block.ancestors()) for one in around.all("if")):
        return True
    if value(configuration, block, "ssl_verify_client") in ("on", "optional_no_ca"):
        return True
    return not access(configuration, block).is_open


def levels(configuration: Configuration) -> Iterator[Directive]:
    """The blocks with ``allow`` or ``deny`` lines of their own, each once."""
    seen: set[int] = set()
    for line in configuration.named("allow", "deny"):
        block = line.parent
        if block is not None and id(block) not in seen:
            seen.add(id(block))
            yield block


class Unreachable(NamedTuple):
    """An ``allow`` or ``deny`` that decides nothing, since ``earlier`` says the opposite to all it names."""

    line: Directive
    earlier: Directive


def unreachable(configuration: Configuration) -> Iterator[Unreachable]:
    """The rules without effect, as the first one that fits decides; those that say the same are left out."""
    for block in levels(configuration):
        lines = _rules_by_block(configuration)[id(block)]
        if len({str(line.name) for line in lines}) == 2 and not from_template(configuration, *lines):
            yield from _unreachable(lines)


_Range = tuple[str, int, int]
"""Family, length of the mask, address."""


def _unreachable(lines: list[Directive]) -> Iterator[Unreachable]:
    decided: dict[_Range, int] = {}
    for number, line in enumerate(lines):
        ranges = _ranges(str(line.args[0])) if line.args else []
        first = [min(covering, default=None) for one in ranges for covering in (_covering(decided, one),)]
        earlier = [lines[at] for at in first if at is not None]
        if ranges and len(earlier) == len(ranges) and all(one.name != line.name for one in earlier):
            yield Unreachable(line, earlier[0])
        for one in ranges:
            decided.setdefault(one, number)


_BITS = {"inet": 32, "inet6": 128, "unix": 0}
_ALL: list[_Range] = [(family, 0, 0) for family in _BITS]


def _ranges(word: str) -> list[_Range]:
    """What a word of ``allow`` or ``deny`` covers; ``all`` is written into the list of each family."""
    if word == "all":
        return _ALL
    if word == "unix:":
        return _ALL[2:]
    found = network(word)
    if found is None:
        return []
    return [("inet" if found.bits == 32 else "inet6", found.prefix, found.address)]


def _covering(decided: dict[_Range, int], wanted: _Range) -> Iterator[int]:
    """The numbers of the rules that cover all of a network."""
    family, prefix, address = wanted
    for length in range(prefix + 1):
        left = _BITS[family] - length
        found = decided.get((family, length, address >> left << left))
        if found is not None:
            yield found
