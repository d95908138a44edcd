"""Variables: which the configuration defines, and which it uses.

ngx_http_variables_init_vars in src/http/ngx_http_variables.c and its like in src/stream: a variable that
a directive refers to must be one of nginx's own or defined anywhere in the same part.
"""

from __future__ import annotations

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
    from nginxlint.syntax.tree import Directive

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


class Defined(NamedTuple):
    """The variables of a configuration, in lower case and without ``$``: by part."""

    http: frozenset[str]
    stream: frozenset[str]

    def has(self, name: str, part: str) -> bool:
        """Whether ``name`` is defined in that part."""
        return name.lower() in (self.stream if part == "stream" else self.http)


@kept
def _occurring(configuration: Configuration) -> tuple[Defined, list[Use]]:
    defined: dict[str, set[str]] = {"http": set(), "stream": set()}
    uses: list[Use] = []
    find = configuration.dialect.find
    seen: dict[tuple[str, ...], tuple[tuple[int, VariableUse], ...]] = {}
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
            defined[part].update(one.lower() for one in defined_in_body(body, texts))
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
            defined[part].update(one.lower() for one in defined_variables(str(name), texts))
            fact = find(str(name), context)
            found = () if fact is None else tuple(variable_uses(fact, texts, context))
            seen[key] = found
        for at, use in found:
            uses.append(Use(directive, at, use, part))
    return Defined(frozenset(defined["http"]), frozenset(defined["stream"])), uses


def definitions(configuration: Configuration) -> Defined:
    """The variables that directives of the configuration define."""
    return _occurring(configuration)[0]


def uses(configuration: Configuration) -> list[Use]:
    """The variables that nginx looks up for the configuration's directives, in its order.

    Of a file that is included more than once in one kind of context, each place comes once.
    """
    return _occurring(configuration)[1]


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
    defined, used = _occurring(configuration)
    table = variables(configuration.dialect.version)
    answers: dict[tuple[str, str], bool] = {}
    for use in used:
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
    defined = definitions(configuration)
    table = variables(configuration.dialect.version)
    return {
        "http": Guesses(lambda: {*defined.http, *table.names("http")}),
        "stream": Guesses(lambda: {*defined.stream, *table.names("stream")}),
    }


def nearest(configuration: Configuration, name: str, part: str) -> str | None:
    """The variable that ``name`` is most likely meant to be."""
    return _guesses(configuration)[part].nearest(name.lower())
