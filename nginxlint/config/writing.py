"""Edits that write new lines where a person would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from nginxlint.syntax.tree import Directive


def below(after: Directive, *statements: str) -> Edit:
    """The edit that writes statements, each with its semicolon, below a directive and as far to the right."""
    source = after.source
    column = after.span.first.column - 1
    indent = source.line(after.line)[:column]
    start = "\n" + (indent if not indent.strip() else " " * column)
    end = (after.closing or after.terminator).end
    line_end = source.text.find("\n", end)
    rest = source.text[end : line_end if line_end >= 0 else None]
    if rest.lstrip().startswith("#"):
        end += len(rest.rstrip())
    return Edit.insert(source, end, "".join(f"{start}{statement}" for statement in statements))


def moved_above(line: Directive, before: Directive) -> tuple[Edit, Edit]:
    """The edits that take a directive from its place and write it above another one of the same file."""
    start = before.span.start
    lead = before.source.text[before.source.text.rfind("\n", 0, start) + 1 : start]
    between = f"\n{lead}" if not lead.strip() else " "
    return Edit.insert(before.source, start, f"{line.span.text};{between}"), without(line)


def repetition(after: Directive, lines: list[Directive]) -> Edit:
    """The edit that writes lines of another block once more, below a directive."""
    return below(after, *(f"{line.span.text};" for line in lines))


def without(line: Directive) -> Edit:
    """The edit that takes a directive out, with its line if nothing else stands there."""
    source = line.source
    start, end = line.span.start, (line.closing or line.terminator).end
    first = source.text.rfind("\n", 0, start) + 1
    last = source.text.find("\n", end)
    last = len(source.text) if last < 0 else last
    rest = source.text[end:last].strip()
    if rest.startswith("#") and not source.text[first:start].strip():
        return Edit(source, start, source.text.index("#", end), "")
    if rest or source.text[first:start].strip():
        return Edit(source, start, end, "")
    return Edit(source, first, min(last + 1, len(source.text)), "")
