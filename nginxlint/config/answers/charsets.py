"""Recoding between charsets (ngx_http_charset_filter_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class Recoding(NamedTuple):
    """A ``charset`` that pages are to be recoded to from the ``source`` one."""

    charset: Directive
    source: Directive


def _names(directive: Directive) -> str | None:
    """The charset that a directive names, ``None`` for variables and ``charset off``.

    In ``source_charset`` nginx takes ``off`` for a name.
    """
    name = str(directive.args[0]).lower() if directive.args else "$"
    return None if "$" in name or (name == "off" and directive.name == "charset") else name


def unmapped(configuration: Configuration) -> Iterator[Recoding]:
    """The recodings for which there is no ``charset_map``."""
    pairs = {
        frozenset((str(block.args[0]).lower(), str(block.args[1]).lower()))
        for block in configuration.named("charset_map")
        if len(block.args) == 2
    }
    seen: set[int] = set()
    for one in configuration.named("charset", "source_charset"):
        block = one.parent
        if block is None or id(block) in seen or block.name == "http":
            continue
        seen.add(id(block))
        if not inherits_known(configuration, block):
            continue
        found = [effective(configuration, block, name) for name in ("charset", "source_charset")]
        if not all(found):
            continue
        charset, source = found[0][0], found[1][0]
        names = {_names(charset), _names(source)}
        if None not in names and len(names) == 2 and names not in pairs:
            yield Recoding(charset, source)


def twice(configuration: Configuration) -> Iterator[tuple[Directive, Directive | None]]:
    """``charset_map`` blocks whose pair has a table already, or is one charset (then ``None``)."""
    first: dict[tuple[str, str], Directive] = {}
    for block in configuration.named("charset_map"):
        if len(block.args) != 2:
            continue
        one, other = (str(arg).lower() for arg in block.args)
        if one == other:
            yield block, None
        elif first.setdefault((one, other), block) is not block:
            yield block, first[one, other]
