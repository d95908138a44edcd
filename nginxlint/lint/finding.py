"""A finding: what a rule has to say about a place. Every report is made from these."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from nginxlint.text.edit import Edit
    from nginxlint.text.source import Source, Span


class Severity(IntEnum):
    """How bad a finding is.

    ``ERROR``: nginx refuses the configuration, or (host rules) this machine can't serve it.
    ``WARNING``: nginx starts, and is insecure or does something else than the configuration seems to
    say. ``INFO``: advice.
    """

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """``info``, ``warning`` or ``error``, as reports and options spell it."""
        return self.name.lower()


class Label(NamedTuple):
    """A further place that a finding speaks of, with what it has to do with it."""

    span: Span
    message: str


class Fix(NamedTuple):
    """Edits that remove a finding. ``safe``: nginx's meaning stays, or the slip is unmistakable."""

    message: str
    edits: tuple[Edit, ...]
    safe: bool


class Finding(NamedTuple):
    """One thing that is wrong.

    ``source`` is the file it is reported in; ``span`` is the text that must change, or ``None`` for a
    finding about the whole file. ``label`` captions the primary span in a frame. ``included_by`` holds
    the ``include`` lines through which the file was read, the outermost last, one tuple for each
    inclusion in which the finding holds.
    """

    rule: str
    category: str
    severity: Severity
    message: str
    source: Source
    span: Span | None = None
    label: str = ""
    help: str | None = None
    url: str | None = None
    related: tuple[Label, ...] = ()
    fix: Fix | None = None
    included_by: tuple[tuple[Span, ...], ...] = ()

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Findings are reported by file, line, column and rule."""
        start = -1 if self.span is None else self.span.start
        end = -1 if self.span is None else self.span.end
        return (self.source.name, start, end, self.rule, self.message)


class Failure(NamedTuple):
    """Something that nginxlint could not do; it makes the exit status 2."""

    message: str


class Silenced(NamedTuple):
    """A finding that is not reported. ``by`` says through what, ``reason`` what a comment gives as one."""

    finding: Finding
    by: Literal["comment", "baseline"]
    reason: str = ""


class Outcome(NamedTuple):
    """All that a run has to report.

    ``files`` is the number of files read, ``seconds`` the time that the run took. ``suppressed`` is the
    number of findings that comments hid, ``baselined`` of those that were there before; ``silenced`` holds
    both. ``names`` are those of the files, as reports call them.
    """

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()
    files: int = 0
    suppressed: int = 0
    seconds: float = 0.0
    baselined: int = 0
    silenced: tuple[Silenced, ...] = ()
    names: tuple[str, ...] = ()
