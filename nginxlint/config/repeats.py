"""Directives that nginx takes only once at one level, and where they are repeated.

"is duplicate" in the set handlers of src/core/ngx_conf_file.c and of the modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.known import from_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


_OFF = frozenset(
    ("proxy_redirect", "proxy_cookie_domain", "proxy_cookie_path", "proxy_cookie_flags", "mirror")
)
"""Directives that may be repeated, but not beside ``off``."""


def repeats(configuration: Configuration) -> Iterator[tuple[Directive, Directive]]:
    """The directives that may not stand where they do a second time, each with the first one.

    Through includes as well: a level is all that stands in one block, in whichever file.
    """
    for directive, first in _repeats(configuration):
        if not from_template(configuration, directive, first):
            yield directive, first


def _repeats(configuration: Configuration) -> Iterator[tuple[Directive, Directive]]:
    find = configuration.dialect.find
    for name, directives in configuration.by_name.items():
        if len(directives) < 2:
            continue
        if name in _OFF:
            yield from _beside_off(directives)
            continue
        seen: dict[int, Directive] = {}
        once: dict[str | None, bool] = {}
        for directive in directives:
            context = directive.context
            is_once = once.get(context)
            if is_once is None:
                fact = None if context is None else find(name, context)
                is_once = once[context] = bool(fact is not None and fact.once)
            if is_once:
                first = seen.setdefault(id(directive.parent), directive)
                if first is not directive:
                    yield directive, first
    yield from _exclusive(configuration)
    for name, level in _BY_ARGUMENT.items():
        yield from _same_argument(configuration.by_name.get(name, ()), level)


_BY_ARGUMENT = {"limit_req": True, "limit_conn": True, "thread_pool": False}
"""Directives that may be repeated with another zone or name: whether that is so at each level."""


def _same_argument(directives: Sequence[Directive], by_level: bool) -> Iterator[tuple[Directive, Directive]]:
    seen: dict[tuple[int, str], Directive] = {}
    for directive in directives:
        named = [str(arg) for arg in directive.args if arg.startswith("zone=")]
        if directive.name != "limit_req":
            named = [str(arg) for arg in directive.args[:1]]
        for name in named:
            key = (id(directive.parent) if by_level else 0, name)
            first = seen.setdefault(key, directive)
            if first is not directive:
                yield directive, first


def repeated_referers(configuration: Configuration) -> Iterator[tuple[Token, Directive, Directive]]:
    """Hosts that a ``valid_referers`` names which an earlier one of the level has, with both lines."""
    seen: dict[tuple[int, str], Directive] = {}
    for directive in configuration.by_name.get("valid_referers", ()):
        for word in directive.args:
            if word in ("none", "blocked", "server_names") or word.startswith("~"):
                continue
            key = (id(directive.parent), word.partition("/")[0].lower())
            first = seen.setdefault(key, directive)
            if first is not directive:
                yield word, directive, first


def repeated_values(configuration: Configuration) -> Iterator[tuple[Token, Directive, Directive]]:
    """Words of lists that an earlier line at the same level has, with both lines.

    nginx joins the lines and warns of the word.
    """
    find = configuration.dialect.find
    for name, directives in configuration.by_name.items():
        if len(directives) < 2 or directives[0].context is None:
            continue
        fact = find(name, directives[0].context)
        if fact is None or fact.kind not in ("bitmask", "types") or fact.source != "core":
            continue
        seen: dict[tuple[int, str], Directive] = {}
        for directive in directives:
            for word in directive.args:
                key = (id(directive.parent), word.lower())
                first = seen.setdefault(key, directive)
                if first is not directive:
                    yield word, directive, first


_EXCLUSIVE = (
    ("alias", ("root",)),
    *((f"{family}_store", (f"{family}_cache",)) for family in ("proxy", "fastcgi", "uwsgi", "scgi")),
    ("secure_link_secret", ("secure_link", "secure_link_md5")),
)
"""Directives of which a block may have one, or the others."""


def _exclusive(configuration: Configuration) -> Iterator[tuple[Directive, Directive]]:
    for name, others in _EXCLUSIVE:
        seen: set[int] = set()
        for directive in configuration.by_name.get(name, ()):
            block = directive.parent
            if block is None or _is_off(directive) or id(block) in seen:
                continue
            seen.add(id(block))
            for other in (one for word in others for one in block.all(word)):
                if _is_off(other):
                    continue
                children = block.children or []
                first, second = sorted((directive, other), key=children.index)
                yield second, first
                break


def _beside_off(directives: list[Directive]) -> Iterator[tuple[Directive, Directive]]:
    levels: dict[int, list[Directive]] = {}
    for directive in directives:
        levels.setdefault(id(directive.parent), []).append(directive)
    for level in levels.values():
        first = level[0]
        for directive in level[1:]:
            if _is_off(directive) or _is_off(first):
                yield directive, first


def _is_off(directive: Directive) -> bool:
    return [str(arg) for arg in directive.args] == ["off"]
