"""Regular expressions in a configuration.

Where they stand, what they are matched against, whose captures hold where.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.blocks.locations import location_of, regex_locations
from nginxlint.config.kept import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.nginx.regex.ambiguity import Attack, Attacks
    from nginxlint.nginx.regex.dots import Loose as LooseDot
    from nginxlint.nginx.regex.origins import Bypass
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


MAX_ORIGINS = 100
"""Patterns for `Origin` and `Referer` that are looked at in one configuration."""


class Pattern(NamedTuple):
    """A regular expression of a directive: ``token`` is its text, ``subject`` what it is matched against."""

    directive: Directive
    token: Token
    text: str
    caseless: bool
    subject: str

    @property
    def is_path(self) -> bool:
        """Whether it is matched against the request's decoded path."""
        return self.subject in ("$uri", "$document_uri")


def patterns(directive: Directive) -> Iterator[Pattern]:
    """The regular expressions of a ``location``, ``if``, ``rewrite`` or ``server_name``."""
    args = directive.args
    match str(directive.name):
        case "location":
            location = location_of(directive) if args and args[0].startswith("~") else None
            if location is not None and location.kind == "regex":
                yield Pattern(directive, args[-1], location.name, location.modifier == "~*", "$uri")
        case "if":
            if len(args) == 3 and args[1] in ("~", "~*", "!~", "!~*"):
                yield Pattern(directive, args[2], str(args[2]), args[1].endswith("*"), str(args[0]).lower())
        case "rewrite":
            if len(args) >= 2:
                yield Pattern(directive, args[0], str(args[0]), False, "$uri")
        case "server_name":
            for name in args:
                if name.startswith("~"):
                    yield Pattern(directive, name, str(name)[1:], True, "$host")


def map_pattern(line: Directive, source: str) -> Pattern | None:
    """The regular expression of a line in a ``map``, ``None`` if it is another kind of line."""
    key = line.name
    if not key.startswith("~") or not line.args:
        return None
    caseless = key.startswith("~*")
    return Pattern(line, key, str(key)[1 + caseless :], caseless, source.lower())


def captured_by(directive: Directive) -> Pattern | None:
    """Whose ``$1`` to ``$9`` hold at a directive.

    ``None`` if there is none, or several may have matched last.

    ngx_http_script_regex_start_code and ngx_http_regex_exec: every match replaces the captures, those of a
    ``rewrite`` for its own replacement first of all.
    """
    if directive.name == "rewrite":
        return next(patterns(directive), None)
    block: Directive = directive
    is_early = directive.name in ("set", "return", "if")
    while block.parent is not None:
        around = block.parent
        for child in around.children or ():
            if child is block:
                if is_early:
                    break
                continue  # by the time of other directives all of these have run
            if child.name in ("rewrite", "if") and any(True for _ in patterns(child)):
                return None
        if around.name in ("if", "location", "server"):
            own = next(patterns(around), None)
            if own is None and around.name == "server":
                names = [one for line in around.all("server_name") for one in patterns(line)]
                own = names[0] if len(names) == 1 else None
            if own is not None:
                negative = around.name == "if" and str(around.args[1]).startswith("!")
                return None if negative else own
        if around.name == "server":
            return None
        block = around
    return None


def naming(directive: Directive, name: str) -> list[Pattern]:
    """The regular expressions in sight of a directive that set the variable ``name`` by a named group.

    In sight are the blocks around it, their rewrites and conditions, and the server's names.
    """
    from nginxlint.nginx.variables import named_groups

    found = []
    holders = [one for one in (directive, *directive.ancestors()) if one.name != "http"]
    for holder in holders:
        near = [
            holder,
            *(child for child in holder.children or () if child.name in ("rewrite", "if", "server_name")),
        ]
        for one in near:
            if one.name not in ("location", "if", "rewrite", "server_name"):
                continue
            for pattern in patterns(one):
                if pattern not in found and name in (group.lower() for group in named_groups(pattern.text)):
                    found.append(pattern)
    return found


@kept
def path_patterns(configuration: Configuration) -> list[Pattern]:
    """The patterns of locations and rewrites."""
    directives = (*regex_locations(configuration), *configuration.named("rewrite"))
    return [pattern for directive in directives for pattern in patterns(directive)]


def host_patterns(configuration: Configuration) -> Iterator[Pattern]:
    """The patterns for the host that a client asks for."""
    for line in configuration.named("server_name"):
        if any(name.startswith("~") for name in line.args):
            yield from patterns(line)
    for line in configuration.named("if"):
        if line.args and line.args[0].lower() in ("$host", "$http_host", "$server_name", "$ssl_server_name"):
            yield from patterns(line)


_HOST = re.compile(r"\^?(?:\(\?:)?(?:https?|[\w-]+(?:\\?\.[\w-]+)*\\?\.(?:com|org|net|de|io|dev|local)\b)")


def needs_query(pattern: Pattern) -> str | None:
    """What a pattern for the path waits for that no path has: ``?``, a scheme or a host.

    ``None`` if it can match.
    """
    text = pattern.text
    asks = "\\?" in text or "[?" in text
    names_host = pattern.directive.name == "rewrite" and _HOST.match(text) is not None
    if not asks and not names_host:
        return None
    from nginxlint.nginx.regex.automaton import path_found

    possible = path_found(text, pattern.caseless, merged=False)
    if names_host and possible is False:
        return "scheme" if "http" in text[:10] else "host name"
    if asks and possible and path_found(text, pattern.caseless, without="?", merged=False) is False:
        return "`?`"
    return None


def loose_dots(configuration: Configuration) -> Iterator[tuple[Pattern, LooseDot]]:
    """Patterns with a dot that should have been escaped: before an extension, or in a host name.

    Those for ``Origin`` and ``Referer`` are told by ``origin_bypass``.
    """
    found = [*path_patterns(configuration), *host_patterns(configuration)]
    if not found:
        return
    from nginxlint.nginx.regex.dots import loose_dot

    for pattern in found:
        dot = loose_dot(pattern.text, pattern.caseless, host=not pattern.is_path)
        if dot is not None and not _is_led_to(configuration, pattern):
            yield pattern, dot


def _is_led_to(configuration: Configuration, pattern: Pattern) -> bool:
    """Whether a location is what a ``rewrite`` of its server leads to; no other path is meant."""
    server = pattern.directive.within("server")
    if pattern.directive.name != "location":
        return False
    from nginxlint.nginx.regex.matching import matches

    return any(
        line.args[2:] in ([], ["last"])
        and "$" not in line.args[1]
        and line.within("server") is server
        and matches(pattern.text, pattern.caseless, line.args[1])
        for line in configuration.named("rewrite")
        if len(line.args) > 1
    )


def example_path(pattern: str, caseless: bool = False) -> str | None:
    """A path that a pattern fits, as a reader would choose it; ``None`` if none is found."""
    from nginxlint.nginx.regex.examples import example_paths  # only patterns pay for it

    return next(example_paths(pattern, caseless), None)


@kept
def _attacks(_: Configuration) -> Attacks:
    from nginxlint.nginx.regex.ambiguity import Attacks  # only patterns that repeat something pay for it

    return Attacks()


def regex_attack(configuration: Configuration, pattern: Pattern, letters: int) -> Attack | None:
    """A text on which PCRE2 gives up for a pattern, proven by matching; ``None`` if none is found.

    ``letters`` is the set of bytes that the text may hold.
    """
    if not any(mark in pattern.text for mark in "*+{"):
        return None
    return _attacks(configuration).find(pattern.text, pattern.caseless, letters, path=pattern.is_path)


@kept
def _judged_origins(_: Configuration) -> set[str]:
    return set()


def origin_bypass(
    configuration: Configuration, pattern: Pattern, domains: tuple[str, ...], https_only: bool
) -> Bypass | None:
    """A foreign value of ``Origin`` or ``Referer`` that a pattern for it accepts; ``None`` if none is found.

    ``domains`` are one's own, empty if they are not known; with ``https_only`` plain http counts as foreign.
    """
    from nginxlint.nginx.regex.origins import bypass  # rarely needed

    judged = _judged_origins(configuration)
    judged.add(pattern.text)
    if len(judged) > MAX_ORIGINS:
        return None
    header: Literal["origin", "referer"] = "origin" if pattern.subject == "$http_origin" else "referer"
    return bypass(pattern.text, pattern.caseless, header, domains, https_only)
