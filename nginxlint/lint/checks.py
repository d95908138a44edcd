"""What nginx itself would say of each directive, from the facts about its version."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nginxlint.config.complaint import Complaint
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.structure import check_directive
from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.config.configuration import Configuration
    from nginxlint.nginx.problem import Problem
    from nginxlint.syntax.tree import Directive, Reading

DIRECTIVE_CONTEXTS = frozenset(
    {
        "main",
        "events",
        "http",
        "server",
        "location",
        "if-in-server",
        "if-in-location",
        "limit_except",
        "upstream",
        "mail",
        "mail-server",
        "stream",
        "stream-server",
        "stream-upstream",
        "rtmp",
        "rtmp-server",
        "rtmp-application",
        "rtmp-recorder",
        "mgmt",
        "oidc_provider",
        "acme_issuer",
        "otel_exporter",
    }
)
"""Contexts whose lines are directives; those of a ``map``, ``types`` or ``geo`` block are not."""


_Key = str | tuple[bool | str, ...]


class Checks:
    """Checks directives one by one; the same statement in the same context is looked at once.

    The lines of a ``map``, ``geo`` and the like are checked together when the first one comes.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._dialect = configuration.dialect
        self._everything = configuration.everything
        self._known: dict[str | None, dict[_Key, Sequence[Problem]]] = {}
        # What is said of a name holds for each statement with so many arguments.
        self._shapes: dict[tuple[str, str, int, bool], list[Problem]] = {}
        self._body: Directive | None = None
        self._lines: dict[int, list[Problem]] = {}

    def problems(self) -> Iterator[tuple[Directive, Sequence[Problem]]]:
        """The directives that have problems, in nginx's order, each with them as nginx would meet them."""
        reading: Reading | None = None
        context: str | None = ""
        known: dict[_Key, Sequence[Problem]] | None = None
        for directive in self._everything:
            if directive.context is not context:
                context = directive.context
                known = self._known.setdefault(context, {}) if context in DIRECTIVE_CONTEXTS else None
            if known is None:
                found = self._elsewhere(directive)
                if found:
                    yield directive, found
                continue
            if directive.reading is not reading:
                reading = directive.reading
                text = reading.document.source.text
                repaired = reading.document.repaired
            name = directive.name
            args = directive.args
            is_block = directive.children is not None
            if is_block and name == "if":
                args = directive.words
            # Equal text is an equal statement, unless the repair read it differently.
            key: _Key
            if repaired:
                key = (is_block, name, *args)
            else:
                key = text[name.start : (args[-1] if args else name).end]
                if is_block:
                    key += "{"
            of_statement = known.get(key)
            if of_statement is None:
                of_statement = known[key] = tuple(self._check(directive, str(context), list(map(str, args))))
            if of_statement:
                yield directive, of_statement

    def _check(self, directive: Directive, context: str, args: list[str]) -> Iterator[Problem]:
        name = str(directive.name)
        shape = (name, context, len(args), directive.is_block)
        found = self._shapes.get(shape)
        if found is None:
            found = check_directive(self._dialect, name, args, context, shape[3])
            if any(one.rule == "module-not-available" and one.severity == "info" for one in found):
                found = check_directive(self._with_loaded, name, args, context, shape[3])
            self._shapes[shape] = found
        yield from found
        if any(problem.severity == "error" for problem in found):
            return
        fact = self._dialect.find(name, context)
        if fact is not None:
            from nginxlint.nginx.values import check_values

            yield from check_values(self._dialect, fact, name, args, context)

    @cached_property
    def _with_loaded(self) -> Dialect:
        """The nginx with the modules that ``load_module`` names."""
        known = self._dialect
        modules = (*(known.modules or ()), *self._configuration.modules_of_all)
        return Dialect(known.version, modules, known.extra, absent=known.absent)

    def _elsewhere(self, directive: Directive) -> Sequence[Problem]:
        """The problems of what stands in a block of free lines, or where nobody knows what it means."""
        if directive.context is None:
            return ()
        if directive.parent is not None:
            return self._line(directive, directive.parent)
        name = str(directive.name)
        return tuple(_check_line(self._dialect, directive.context, [name, *map(str, directive.args)]))

    def _line(self, line: Directive, body: Directive) -> Sequence[Problem]:
        """The problems of a line, in sight of the others in its block."""
        if body is not self._body:
            self._body = body
            self._lines = _check_lines(self._dialect, body)
        return self._lines.get(id(line), ())


def _check_lines(dialect: Dialect, body: Directive) -> dict[int, list[Problem]]:
    from nginxlint.nginx.values.bodies import check_body

    lines = body.children or []
    found: dict[int, list[Problem]] = {}
    for number, problem in check_body(
        dialect,
        str(body.inner),
        [str(arg) for arg in body.args],
        [[str(line.name), *map(str, line.args)] for line in lines],
        "stream" if str(body.context).startswith("stream") else "http",
    ):
        found.setdefault(id(lines[number]), []).append(problem)
    return found


def _check_line(dialect: Dialect, context: str, words: list[str]) -> Iterator[Problem]:
    """The problems of a line of a block that lies in another file."""
    from nginxlint.nginx.values import check_body_entry

    yield from check_body_entry(dialect, context, words)


def _is_example(problem: Problem, directive: Directive) -> bool:
    """Whether a file is made for an nginx of its own, which another machine's package is of no use to."""
    name = directive.source.name.lower()
    return problem.rule == "module-not-available" and name.endswith((".sample", ".example", ".dist"))


def complaint(problem: Problem, directive: Directive) -> Complaint:
    """A problem with its place."""
    words = directive.words if directive.name == "if" else directive.args
    if directive.context not in DIRECTIVE_CONTEXTS and directive.context is not None:
        words = [directive.name, *words]
    token = words[problem.arg] if 0 <= problem.arg < len(words) else directive.name
    span = token.span
    if problem.start is not None and problem.end is not None:
        span = token.part(problem.start, problem.end)
    edits: tuple[Edit, ...] = ()
    if problem.replacement is not None:
        # The text goes into the quotes that the word stands in.
        inner = token.part(0, len(token)) if token.quote in ('"', "'") else token.span
        edits = (Edit.replace(inner, problem.replacement),)
    return Complaint(
        rule=problem.rule,
        severity=problem.severity,
        source=directive.source,
        span=span,
        message=problem.message,
        help=None if _is_example(problem, directive) else problem.help,
        edits=edits,
        fix_message=f"write `{problem.replacement}`" if edits else "",
        safe=problem.safe,
        reading=directive.reading,
    )
