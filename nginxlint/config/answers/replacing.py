"""Directives that may stand several times, of which an inner block's own replace all of the outer ones.

Each module merges them in its own way (``ngx_conf_merge_ptr_value``, or ``if (conf->x == NULL)``), always
with this result. Those that are replaced on purpose are left out (``index``, ``gzip_types``, ``access_log``),
and so are those whose loss needs a closer look (``add_header``, ``proxy_set_header``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.access import is_universal, levels as access_levels, rules as access_rules
from nginxlint.config.blocks.answering import serves_files
from nginxlint.config.inherit import effective, own
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, is_complete
from nginxlint.config.routes.rewriting import handler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class Family(NamedTuple):
    """A directive whose lines are inherited all together or not at all.

    ``does`` says what a block does with them. ``user`` is the directive that they work for, empty if they
    need none. ``weighs`` says that a block without them does something wrong rather than something less.
    ``caseless`` says that the names in them are compared in any case. ``idle`` are names (in lower case) of
    which the loss does nothing.
    """

    name: str
    does: str
    user: str = ""
    weighs: bool = True
    caseless: bool = True
    idle: frozenset[str] = frozenset()

    def names(self, line: Directive) -> list[str]:
        """What a line is about: a field, a parameter, codes, a zone."""
        words = [str(word) for word in line.args]
        if self.name == "error_page":
            words = [word for word in words[:-1] if not word.startswith("=")]
        elif self.name == "limit_req":
            words = [word for word in words if word.startswith("zone=")]
        elif not self.name.endswith("_cache_valid") or not words[:-1]:
            words = words[:1]
        else:
            words = words[:-1]
        return [word for word in words if word.lower() not in self.idle]

    def same(self, name: str) -> str:
        """What two names have in common if nginx takes them for the same."""
        return name.lower() if self.caseless else name


class Replaced(NamedTuple):
    """Lines around ``block`` without effect in it, since it has ``own`` ones.

    ``names`` is what they are about.
    """

    family: Family
    block: Directive
    own: list[Directive]
    lines: list[Directive]
    names: list[str]

    @property
    def written(self) -> list[Directive]:
        """The block's own lines that stand in its own file."""
        return [line for line in self.own if line.source is self.block.source]

    @property
    def place(self) -> Directive:
        """The first of them, or the ``include`` in the block that brings lines in."""
        if self.written:
            return self.written[0]
        includes = (one for one in self.own[0].reading.chain() if one.source is self.block.source)
        return next(includes, self.own[0])


_ACCEL = frozenset(
    f"x-accel-{name}" for name in ("expires", "redirect", "limit-rate", "buffering", "charset")
)
_HIDDEN = {
    "proxy": _ACCEL | {"date", "server", "x-pad"},
    "grpc": _ACCEL | {"date", "server"},
    "fastcgi": _ACCEL | {"status"},
    "scgi": _ACCEL | {"status"},
    "uwsgi": _ACCEL,
}
"""Fields that are hidden in any case (ngx_http_proxy_hide_headers and so on)."""

_EARLY = frozenset(("494", "495", "496", "497"))
"""Codes that nginx answers before it looks for a location (ngx_http_process_request)."""

_FAMILIES = (
    *(
        Family(f"{one}_param", "passes on what is set around it", f"{one}_pass", caseless=False)
        for one in ("fastcgi", "uwsgi", "scgi")
    ),
    *(
        Family(f"{one}_hide_header", "hides what is set around it", f"{one}_pass", idle=idle)
        for one, idle in _HIDDEN.items()
    ),
    *(
        Family(f"{one}_pass_header", "lets through what is set around it", f"{one}_pass", weighs=False)
        for one in _HIDDEN
    ),
    *(
        Family(f"{one}_cache_valid", "keeps answers as is set around it", f"{one}_pass", weighs=False)
        for one in ("proxy", "fastcgi", "uwsgi", "scgi")
    ),
    Family("proxy_cookie_flags", "changes cookies as is set around it", "proxy_pass"),
    Family("proxy_cookie_path", "changes cookies as is set around it", "proxy_pass", weighs=False),
    Family("proxy_cookie_domain", "changes cookies as is set around it", "proxy_pass", weighs=False),
    Family("error_page", "shows the pages that are set around it for", weighs=False, idle=_EARLY),
    Family("limit_req", "is held to the limits around it", weighs=False),
    Family("limit_conn", "is held to the limits around it", weighs=False),
    Family("sub_filter", "replaces what is replaced around it", caseless=False),
    Family("auth_request_set", "sets what is set around it"),
    Family("auth_jwt_require", "demands what is demanded around it", caseless=False),
    Family("set_real_ip_from", "trusts the proxies that are set around it", weighs=False),
    Family("mirror", "copies requests as is set around it", weighs=False, caseless=False),
    Family("ssl_conf_command", "sets what is set around it", weighs=False),
)
DIRECTIVES = (*(family.name for family in _FAMILIES), "allow", "deny")
"""The directives whose lines may replace those around them."""


def replaced(configuration: Configuration) -> Iterator[Replaced]:
    """The blocks whose own lines silently replace those around them.

    Nothing where one list says that there shall be none (``off``), where the block may bring the lines back
    by what was not read of it, or where they would do nothing in it.
    """
    for family in _FAMILIES:
        seen: set[int] = set()
        for line in configuration.by_name.get(family.name, ()):
            block = line.parent
            if block is None or id(block) in seen:
                continue
            seen.add(id(block))
            found = _replaced(configuration, family, block)
            if found is not None:
                yield found
    for block in access_levels(configuration):
        found = _let_in(configuration, block)
        if found is not None:
            yield found


_DENY = Family("deny", "keeps out whom the lines around it keep out")


def _let_in(configuration: Configuration, block: Directive) -> Replaced | None:
    """A block that keeps out some, and so lets in all whom the ``deny`` lines around it keep out.

    Where it says who is let in, or speaks of all, that is meant.
    """
    held = access_rules(configuration, block)
    if any(line.name == "allow" or is_universal(line) for line in held):
        return None
    outer = (
        configuration.around("allow", "deny")
        if block.parent is None
        else access_rules(configuration, block.parent)
    )
    mine = {str(line.args[0]) for line in held if line.args}
    lines = [line for line in outer if line.name == "deny" and line.args and line.args[0] not in mine]
    if not lines or not is_complete(configuration, block) or from_template(configuration, *outer):
        return None
    return Replaced(_DENY, block, held, lines, [str(line.args[0]) for line in lines])


def _replaced(configuration: Configuration, family: Family, block: Directive) -> Replaced | None:
    outer = (
        configuration.around(family.name)
        if block.parent is None
        else effective(configuration, block.parent, family.name)
    )
    if not outer or not is_complete(configuration, block) or from_template(configuration, *outer):
        return None
    held = own(configuration, block, family.name)
    if any(line.args[:1] in (["off"], ["none"]) for line in (*held, *outer)) or not _uses(family, block):
        return None
    mine = {family.same(name) for line in held for name in family.names(line)}
    missing = [
        (line, name)
        for line in outer
        for name in family.names(line)
        if family.same(name) not in mine and not _is_spared(configuration, family, block, held, name)
    ]
    if not missing:
        return None
    lines = list({id(line): line for line, _ in missing}.values())
    return Replaced(family, block, held, lines, list(dict.fromkeys(name for _, name in missing)))


def _uses(family: Family, block: Directive) -> bool:
    """Whether the lines of a family have something to do in a block."""
    if family.name == "error_page":
        # `error_page 418 = @name; return 418;` does nothing but that.
        return block.first("return") is None
    if not family.user:
        return True
    inside = block
    while inside.name in ("if", "limit_except") and inside.parent is not None:
        inside = inside.parent
    return any(line.name == family.user for line in inside.walk())


def _is_spared(
    configuration: Configuration, family: Family, block: Directive, held: list[Directive], name: str
) -> bool:
    """Whether the loss of a name does nothing.

    Files alone give no 5xx, where these are meant for what other locations pass on; and a limit that is
    stricter than another by the same key takes its place.
    """
    if family.name == "error_page":
        return (
            name.startswith("5")
            and block.name == "location"
            and serves_files(block)
            and block.parent is not None
            and any(handler(one) is not None for one in block.parent.all("location"))
        )
    if family.name != "limit_req":
        return False
    rates = _rates(configuration)
    key, rate = rates.get(name, ("", 0.0))
    return any(
        own_key == key and own_rate < rate
        for line in held
        for own_name in family.names(line)
        for own_key, own_rate in [rates.get(own_name, (None, 0.0))]
    )


@kept
def _rates(configuration: Configuration) -> dict[str, tuple[str, float]]:
    """The key and the requests in a minute of each zone, by ``zone=name``."""
    found = {}
    for line in configuration.named("limit_req_zone"):
        zone = next((word for word in line.args if word.startswith("zone=")), None)
        rate = next((one for word in line.args if (one := _RATE.fullmatch(word))), None)
        if zone is not None and rate is not None:
            minutes = int(rate[1]) * (60 if rate[2] == "s" else 1)
            found[str(zone).partition(":")[0]] = (str(line.args[0]), float(minutes))
    return found


_RATE = re.compile(r"rate=(\d{1,9})r/([sm])")
