"""Where lines are put in, and taken out, as a person would do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.syntax.tree import Directive


def lines_below(directive: Directive, *lines: str) -> Edit:
    """Put lines below a directive (and the comment behind it), indented as it is."""
    source = directive.source
    start = "\n" + _indent(directive)
    end = directive.terminator.end
    rest = source.text[end : _line_end(source.text, end)]
    if rest.lstrip().startswith("#"):
        end += len(rest.rstrip())
    return Edit.insert(source, end, "".join(f"{start}{line}" for line in lines))


def lines_above(directive: Directive, *lines: str) -> Edit:
    """Put lines above a directive, indented as it is.

    In a location even if it stands in an ``if`` or ``limit_except``, where few others may stand.
    """
    directive = _in_location(directive)
    end = "\n" + _indent(directive)
    return Edit.insert(directive.source, directive.name.start, "".join(f"{line}{end}" for line in lines))


def switched_on(beside: Directive, setting: str) -> Edit:
    """Switch an on/off directive on in the block of a line: where it stands, or above the line."""
    beside = _in_location(beside)
    line = None if beside.parent is None else beside.parent.last(setting)
    if line is not None and line.args:
        return Edit.replace(line.args[0].span, "on")
    return lines_above(beside, f"{setting} on;")


def repetition(after: Directive, lines: Iterable[Directive]) -> Edit:
    """Put lines of another block below a directive once more."""
    return lines_below(after, *(f"{line.span.text};" for line in lines))


def without(directive: Directive) -> Edit:
    """Take a directive out, with its line where nothing else stands on that."""
    source = directive.source
    start, end = directive.name.start, directive.terminator.end
    before = source.text.rfind("\n", 0, start) + 1
    after = _line_end(source.text, end)
    if not source.text[before:start].strip():
        rest = source.text[end:after]
        if not rest.strip():
            start, end = before, min(after + 1, len(source.text))
        elif rest.lstrip().startswith("#"):
            end = source.text.index("#", end)
    return Edit.delete(source.span(start, end))


def moved_above(line: Directive, before: Directive) -> tuple[Edit, Edit]:
    """Take a directive from its place and put it above another one of the same file."""
    source, start = before.source, before.name.start
    lead = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    between = f"\n{lead}" if not lead.strip() else " "
    return Edit.insert(source, start, f"{line.span.text};{between}"), without(line)


def _indent(directive: Directive) -> str:
    column = directive.span.first.column - 1
    before = directive.source.line(directive.line)[:column]
    return before if not before.strip() else " " * column


def _in_location(directive: Directive) -> Directive:
    while directive.parent is not None and directive.parent.name in ("if", "limit_except"):
        directive = directive.parent
    return directive


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found
