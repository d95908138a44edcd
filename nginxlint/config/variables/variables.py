"""Variables: which the configuration defines, and which it uses.

ngx_http_variables_init_vars in src/http/ngx_http_variables.c and its like in src/stream: a variable that
a directive refers to must be one of nginx's own or defined anywhere in the same part.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.guessing import Guesses
from nginxlint.config.kept import kept
from nginxlint.config.known import all_known
from nginxlint.nginx.uses import body_uses, variable_uses
from nginxlint.nginx.variables import defined_in_body, defined_variables, variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.nginx.variables import VariableUse
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive
    from nginxlint.text.source import Span

BODIES = frozenset(("map", "num_map", "geo", "geoip2", "split_clients"))
"""Blocks of which the lines define or use variables."""


def part_of(context: str | None) -> str:
    """The space of variables that a context belongs to: http or stream."""
    return "stream" if context is not None and context.startswith("stream") else "http"


class Use(NamedTuple):
    """A variable that a directive refers to: in its argument ``arg``, or in the word ``arg`` of a line."""

    directive: Directive
    arg: int
    use: VariableUse
    part: str

    @property
    def word(self) -> Token:
        """The word that it stands in."""
        return _words(self.directive)[self.arg]

    @property
    def place(self) -> Span:
        """Where it stands, from the ``$`` on."""
        return self.word.part(self.use.start, self.use.end)

    @property
    def spelling(self) -> str:
        """Its name as it is spelled here, without ``$``."""
        return self.use.name

    @property
    def key(self) -> tuple[str, str]:
        """The variable: its name in lower case and its part."""
        return (self.use.name.lower(), self.part)


class Definition(NamedTuple):
    """A directive, or a line of a block, that defines a variable.

    ``spelling`` is its name as it stands here, without ``$``.
    """

    directive: Directive
    spelling: str
    part: str

    @property
    def word(self) -> Token:
        """The word that it stands in."""
        group = re.compile(rf"\(\?P?[<']{re.escape(self.spelling)}[>']")
        for word in _words(self.directive):
            if word == f"${self.spelling}" or group.search(word):
                return word
        return self.directive.name

    @property
    def place(self) -> Span:
        """Where the name stands: with its ``$``, or alone if it is a group of a regular expression."""
        word = self.word
        if word.startswith("$"):
            return word.span
        at = max(word.find(f"{before}{self.spelling}") for before in "<'") + 1
        return word.part(at, at + len(self.spelling))

    @property
    def key(self) -> tuple[str, str]:
        """The variable: its name in lower case and its part."""
        return (self.spelling.lower(), self.part)


def _words(directive: Directive) -> list[Token]:
    """The words that variables of a directive, or of a line of a block, are counted in."""
    if directive.context in BODIES:
        return [directive.name, *directive.args]
    return directive.words if directive.name == "if" else directive.args


class Defined(NamedTuple):
    """The variables of a configuration, in lower case and without ``$``: by part."""

    http: frozenset[str]
    stream: frozenset[str]

    def has(self, name: str, part: str) -> bool:
        """Whether ``name`` is defined in that part."""
        return name.lower() in (self.stream if part == "stream" else self.http)


class Occurring(NamedTuple):
    """All definitions and uses of a configuration, in nginx's order."""

    definitions: list[Definition]
    uses: list[Use]


@kept
def _occurring(configuration: Configuration) -> Occurring:
    defined: list[Definition] = []
    uses: list[Use] = []
    find = configuration.dialect.find
    seen: dict[tuple[str, ...], tuple[list[str], tuple[tuple[int, VariableUse], ...]]] = {}
    told: set[tuple[int, str | None]] = set()
    # In nginx's order: what was read together lies together in memory, which is several times as fast.
    for directive in configuration.everything:
        for arg in directive.args:
            if "$" in arg or "(?" in arg:
                break
        else:
            if "(?" not in directive.name:
                continue
        name = directive.name
        context = directive.context
        # A file that is included again and again says the same each time.
        place = (id(name), context)
        if place in told:
            continue
        told.add(place)
        if context in BODIES:
            body = str(context)
            texts = [str(name), *map(str, directive.args)]
            outer = directive.parent
            part = part_of(None if outer is None else outer.context)
            defined.extend(Definition(directive, one, part) for one in defined_in_body(body, texts))
            uses.extend(Use(directive, at, use, part) for at, use in body_uses(body, texts))
            continue
        if context is None:
            continue
        part = part_of(context)
        words = directive.words if name == "if" else directive.args
        key = (context, name, *words)
        found = seen.get(key)
        if found is None:
            texts = [str(word) for word in words]
            fact = find(str(name), context)
            found = seen[key] = (
                defined_variables(str(name), texts),
                () if fact is None else tuple(variable_uses(fact, texts, context)),
            )
        for one in found[0]:
            defined.append(Definition(directive, one, part))
        for at, use in found[1]:
            uses.append(Use(directive, at, use, part))
    return Occurring(defined, uses)


def definitions(configuration: Configuration) -> list[Definition]:
    """The directives and lines that define variables, in nginx's order.

    Of a file that is included more than once in one kind of context, each place comes once.
    """
    return _occurring(configuration).definitions


def uses(configuration: Configuration) -> list[Use]:
    """The variables that nginx looks up for the configuration's directives, in its order.

    Of a file that is included more than once in one kind of context, each place comes once.
    """
    return _occurring(configuration).uses


def uses_of(configuration: Configuration, key: tuple[str, str]) -> list[Use]:
    """The uses of a variable, named in lower case and with its part."""
    return _by_key(configuration).get(key, [])


@kept
def _by_key(configuration: Configuration) -> dict[tuple[str, str], list[Use]]:
    found: dict[tuple[str, str], list[Use]] = {}
    for use in uses(configuration):
        found.setdefault(use.key, []).append(use)
    return found


@kept
def _defined(configuration: Configuration) -> Defined:
    names: dict[str, set[str]] = {"http": set(), "stream": set()}
    for definition in definitions(configuration):
        names[definition.part].add(definition.spelling.lower())
    return Defined(frozenset(names["http"]), frozenset(names["stream"]))


@kept
def may_define_more(configuration: Configuration) -> bool:
    """Whether there may be variables that nobody can see in the text.

    So it is if a part was not read, a directive is unknown, or a module is loaded that is not one of those
    whose variables are known.
    """
    if not all_known(configuration):
        return True
    known = configuration.dialect.known
    find = configuration.dialect.find
    for name, directives in configuration.by_name.items():
        if not known(name):
            if not all(_is_line(configuration, directive) for directive in directives):
                return True
            continue
        first = directives[0]
        fact = None if first.context is None else find(name, first.context)
        if fact is not None and fact.source not in ("core", "plus"):
            return True
    return any(_is_foreign(directive) for directive in configuration.named("load_module"))


def _is_line(configuration: Configuration, directive: Directive) -> bool:
    """Whether a directive is a line of a ``map``, ``types`` or script block and so is none."""
    outer = directive.parent
    if outer is None or outer.context is None:
        return False
    fact = configuration.dialect.find(outer.name, outer.context)
    body = None if fact is None else fact.body
    return body is not None and ("special" in body or "language" in body)


_OWN_MODULES = (
    "ngx_http_geoip_module",
    "ngx_http_image_filter_module",
    "ngx_http_perl_module",
    "ngx_http_xslt_filter_module",
    "ngx_mail_module",
    "ngx_stream_module",
    "ngx_stream_geoip_module",
    "ngx_http_js_module",
    "ngx_stream_js_module",
)


def _is_foreign(load_module: Directive) -> bool:
    path = str(load_module.args[0]) if load_module.args else ""
    return path.rpartition("/")[2].removesuffix(".so") not in _OWN_MODULES


def unknown(configuration: Configuration) -> Iterator[Use]:
    """The uses of variables that nothing defines; none if more may be defined than can be seen."""
    if may_define_more(configuration):
        return
    defined = _defined(configuration)
    table = variables(configuration.dialect.version)
    answers: dict[tuple[str, str], bool] = {}
    for use in uses(configuration):
        if use.use.capture:
            continue
        key = (use.use.name, use.part)
        fine = answers.get(key)
        if fine is None:
            fine = answers[key] = defined.has(*key) or table.known_variable(*key)
        if not fine:
            yield use


@kept
def _guesses(configuration: Configuration) -> dict[str, Guesses]:
    defined = _defined(configuration)
    table = variables(configuration.dialect.version)
    return {
        "http": Guesses(lambda: {*defined.http, *table.names("http")}),
        "stream": Guesses(lambda: {*defined.stream, *table.names("stream")}),
    }


def nearest(configuration: Configuration, name: str, part: str) -> str | None:
    """The variable that ``name`` is most likely meant to be."""
    return _guesses(configuration)[part].nearest(name.lower())


class Spellings(NamedTuple):
    """A variable that is spelled in several ways, of which ``right`` is its definition's (or the first).

    ``odd`` are the places with another spelling. ``model`` is the first place with the right one, if any.
    """

    right: str
    model: Definition | Use | None
    odd: list[Definition | Use]


def spellings(configuration: Configuration) -> Iterator[Spellings]:
    """The variables that are spelled with different cases of letters: to nginx they are one each."""
    places: dict[tuple[str, str], list[Definition | Use]] = {}
    forms: dict[tuple[str, str], set[str]] = {}
    everywhere: list[Definition | Use] = [*definitions(configuration), *uses(configuration)]
    for one in everywhere:
        key = one.key
        if key in places:
            places[key].append(one)
            forms[key].add(one.spelling)
        else:
            places[key] = [one]
            forms[key] = {one.spelling}
    table = variables(configuration.dialect.version)
    for key, found in forms.items():
        if len(found) > 1:
            first = places[key][0]
            own = not isinstance(first, Definition) and table.find(*key) is not None
            right = key[0] if own else first.spelling
            yield Spellings(
                right,
                next((one for one in places[key] if one.spelling == right), None),
                [one for one in places[key] if one.spelling != right],
            )
