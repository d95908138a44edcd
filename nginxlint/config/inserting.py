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
    column = directive.span.first.column - 1
    indent = source.line(directive.line)[:column]
    start = "\n" + (indent if not indent.strip() else " " * column)
    end = directive.terminator.end
    rest = source.text[end : _line_end(source.text, end)]
    if rest.lstrip().startswith("#"):
        end += len(rest.rstrip())
    return Edit.insert(source, end, "".join(f"{start}{line}" for line in lines))


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


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found
