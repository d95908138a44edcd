"""Lines to be written into a configuration, indented as what stands beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.syntax.tree import Directive


def _indent(directive: Directive) -> str:
    column = directive.span.first.column - 1
    before = directive.source.line(directive.line)[:column]
    return before if not before.strip() else " " * column


def _in_location(directive: Directive) -> Directive:
    while directive.parent is not None and directive.parent.name in ("if", "limit_except"):
        directive = directive.parent
    return directive


def lines_after(directive: Directive, lines: Iterable[str]) -> Edit:
    """An edit that writes directives (without their semicolons) below one, each on its own line."""
    start = f"\n{_indent(directive)}"
    return Edit.insert(
        directive.source, directive.terminator.end, "".join(f"{start}{line};" for line in lines)
    )


def lines_before(directive: Directive, lines: Iterable[str]) -> Edit:
    """An edit that writes directives (without their semicolons) above one, each on its own line.

    In a location even if the one stands in an ``if`` or ``limit_except``, where few others may stand.
    """
    directive = _in_location(directive)
    end = f"\n{_indent(directive)}"
    return Edit.insert(directive.source, directive.name.start, "".join(f"{line};{end}" for line in lines))


def switched_on(beside: Directive, setting: str) -> Edit:
    """An edit that switches an on/off directive on in the block of a line: there, or above the line."""
    beside = _in_location(beside)
    line = None if beside.parent is None else beside.parent.last(setting)
    if line is not None and line.args:
        return Edit.replace(line.args[0].span, "on")
    return lines_before(beside, [f"{setting} on"])
