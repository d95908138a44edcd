"""What is wrong with a configuration before any rule looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from nginxlint.syntax.tree import Reading
    from nginxlint.text.edit import Edit
    from nginxlint.text.source import Source, Span


class Complaint(NamedTuple):
    """A problem that was met while the configuration was read; the rule of that id reports it.

    ``span`` is ``None`` where it is about the file as a whole. ``related`` are other places with what they
    have to do with it. ``needs_host`` marks what only the machine's files can tell.
    """

    rule: str
    severity: Literal["error", "warning", "info"]
    source: Source
    span: Span | None
    message: str
    label: str = ""
    help: str | None = None
    related: tuple[tuple[Span, str], ...] = ()
    edits: tuple[Edit, ...] = ()
    fix_message: str = ""
    safe: bool = False
    reading: Reading | None = None
    needs_host: bool = False
