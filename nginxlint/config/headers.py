"""Which header fields hold in a block.

ngx_http_headers_merge in src/http/modules/ngx_http_headers_filter_module.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class Lost(NamedTuple):
    """Lines around ``block`` without effect in it, since it has ``own`` ones of that name."""

    block: Directive
    own: list[Directive]
    lines: list[Directive]


def inherit_mode(configuration: Configuration, block: Directive | None, name: str) -> str:
    """What ``add_header_inherit`` says in a block: ``on`` (replaced as a whole), ``off`` or ``merge``."""
    if f"{name}_inherit" not in configuration.by_name:
        return "on"
    while block is not None:
        line = block.last(f"{name}_inherit")
        if line is not None and line.args:
            return str(line.args[0]).lower()
        block = block.parent
    lines = configuration.around(f"{name}_inherit")
    return next((str(one.args[0]).lower() for one in lines if one.args), "on")


def in_effect(configuration: Configuration, block: Directive | None, name: str) -> list[Directive]:
    """The ``add_header`` (or ``add_trailer``) lines that hold in a block.

    ``None`` for a fragment's top level.
    """
    if block is None:
        return configuration.around(name)
    held = own(configuration, block, name)
    mode = inherit_mode(configuration, block, name)
    if mode == "off" or (held and mode != "merge"):
        return held
    return [*in_effect(configuration, block.parent, name), *held]


def lost(configuration: Configuration, name: str) -> Iterator[Lost]:
    """The blocks whose own ``add_header`` (or ``add_trailer``) lines silently replace those around them."""
    seen: set[int] = set()
    for line in configuration.named(name):
        block = line.parent
        if block is None or id(block) in seen:
            continue
        seen.add(id(block))
        if inherit_mode(configuration, block, name) != "on":
            continue
        outer = in_effect(configuration, block.parent, name)
        if not outer:
            continue
        held = own(configuration, block, name)
        names = {str(one.args[0]).lower() for one in held if one.args}
        missing = [
            one for one in outer if len(one.args) > 1 and one.args[0].lower() not in names and one.args[1]
        ]
        if missing:
            yield Lost(block, held, missing)


_ALWAYS = frozenset(
    [
        "content-security-policy",
        "content-security-policy-report-only",
        "strict-transport-security",
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
        "permissions-policy",
        "cross-origin-opener-policy",
        "cross-origin-embedder-policy",
        "cross-origin-resource-policy",
        "x-permitted-cross-domain-policies",
        "x-xss-protection",
        "feature-policy",
    ]
)


def protects(line: Directive) -> bool:
    """Whether an ``add_header`` line protects visitors.

    A security policy, or what keeps private answers private.
    """
    if len(line.args) < 2:
        return False
    name, value = str(line.args[0]).lower(), str(line.args[1]).lower()
    match name:
        case "cache-control":
            return "no-store" in value or "private" in value
        case "content-disposition":
            return value.startswith("attachment")
    return name in _ALWAYS
