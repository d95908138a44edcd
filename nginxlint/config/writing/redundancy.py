"""Directives that say what holds without them.

A directive of one value is merged with that of the block around it, and at the top with nginx's default
(ngx_conf_merge_value and its like in src/core/ngx_conf_file.h). One that differs from what is around it is a
change of mind, and never superfluous, even if it names the default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective
from nginxlint.config.known import from_template, inherits_known, is_complete, is_shared
from nginxlint.config.writing.bands import measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.nginx.facts import DirectiveFact
    from nginxlint.syntax.tree import Directive

_SIMPLE = frozenset(("flag", "num", "msec", "sec", "size", "offset", "enum", "complex-size"))
"""Kinds of one value, of which the nearest one counts and nothing else comes of it."""

_MEANT = frozenset(("server_tokens", "client_max_body_size"))
"""Directives that people repeat so that nobody has to look them up."""

_UNSETTLED = frozenset(("keepalive_requests", "sendfile_max_chunk", "proxy_http_version"))
"""Directives whose default was changed between releases (1.19.10, 1.21.4, 1.29.7).

Who writes it down means it."""


class Redundant(NamedTuple):
    """A directive that repeats ``outer``, or nginx's default where that is ``None``."""

    line: Directive
    outer: Directive | None


def redundant(configuration: Configuration) -> Iterator[Redundant]:
    """The directives of one value that could be left out, in the order of their names."""
    for name, lines in configuration.by_name.items():
        if name in _MEANT:
            continue
        for line in lines:
            fact = None if line.context is None else configuration.dialect.find(name, line.context)
            if fact is None or fact.source != "core":
                break
            if fact.kind not in _SIMPLE or not fact.once or len(line.args) != 1:
                continue
            if is_shared(configuration, line) or from_template(configuration, line):
                continue
            found = _repeated(configuration, line, fact)
            if found is not None:
                yield found


def _repeated(configuration: Configuration, line: Directive, fact: DirectiveFact) -> Redundant | None:
    outer = _around(configuration, line)
    if outer is not None:
        same = fact is configuration.dialect.find(str(line.name), str(outer.context)) and bool(outer.args)
        if (
            same
            and _means_same(configuration, line, str(outer.args[0]))
            and _is_next(configuration, line, outer)
        ):
            return Redundant(line, outer)
    elif (
        fact.default is not None
        and line.name not in _UNSETTLED
        and _means_same(configuration, line, fact.default)
        and (
            configuration.context == "main"
            if line.parent is None
            else inherits_known(configuration, line.parent)
        )
    ):
        return Redundant(line, None)
    return None


def _around(configuration: Configuration, line: Directive) -> Directive | None:
    """The directive that would hold without the line."""
    block = line.parent
    if block is None:
        return None
    name = str(line.name)
    if block.parent is None:
        return next(iter(configuration.around(name)), None)
    return next(iter(effective(configuration, block.parent, name)), None)


def _is_next(configuration: Configuration, line: Directive, outer: Directive) -> bool:
    """Whether no include that was not read can set it in between."""
    for block in line.ancestors():
        if block is outer.parent:
            break
        if not is_complete(configuration, block):
            return False
    return True


def _means_same(configuration: Configuration, line: Directive, text: str) -> bool:
    own = str(line.args[0])
    if own.lower() == text.lower():
        return True
    value = measure(configuration, line, own)
    return value is not None and value == measure(configuration, line, text)
