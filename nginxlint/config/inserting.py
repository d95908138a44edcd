"""Where lines are put in, as a person would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from nginxlint.syntax.tree import Directive


def lines_below(directive: Directive, *lines: str) -> Edit:
    """Put lines below a directive, indented as it is."""
    source = directive.source
    column = directive.span.first.column - 1
    indent = source.line(directive.line)[:column]
    start = "\n" + (indent if not indent.strip() else " " * column)
    return Edit.insert(source, directive.terminator.end, "".join(f"{start}{line}" for line in lines))


def without(directive: Directive) -> Edit:
    """Take a directive out, with its line where nothing else stands on that."""
    source = directive.source
    start, end = directive.name.start, directive.terminator.end
    before = source.text.rfind("\n", 0, start) + 1
    after = source.text.find("\n", end)
    after = len(source.text) if after < 0 else after + 1
    if not source.text[before:start].strip() and not source.text[end:after].strip():
        start, end = before, after
    return Edit.delete(source.span(start, end))
