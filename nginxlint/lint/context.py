"""What a rule reports with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.lint.finding import Finding, Fix, Label, Severity
from nginxlint.syntax.tokens import Token
from nginxlint.syntax.tree import Directive
from nginxlint.text.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nginxlint.config.configuration import Configuration
    from nginxlint.host.machine import Machine
    from nginxlint.nginx.dialect import Dialect
    from nginxlint.syntax.tree import Reading
    from nginxlint.text.edit import Edit

Where = Directive | Token | Span
"""What can be pointed at: a directive (from its name to its last argument), a word, or a stretch of text."""


def span_of(where: Where) -> Span:
    """The characters that something stands for."""
    return where if isinstance(where, Span) else where.span


class Report:
    """Takes a rule's findings, and says what they are about.

    ``configuration`` is the one being checked, ``dialect`` the nginx it is checked for, ``machine`` the
    machine's files, ``None`` where they must not be asked. ``reading`` is the one that findings on bare
    words belong to (see ``about``).
    """

    __slots__ = ("_add", "_category", "_rule", "_severity", "_url", "configuration", "machine", "reading")

    def __init__(
        self,
        rule: str,
        category: str,
        severity: Severity,
        configuration: Configuration,
        machine: Machine | None,
        add: Callable[[Finding, Reading | None], None],
        url: str | None = None,
    ) -> None:
        self._rule = rule
        self._category = category
        self._severity = severity
        self._url = url
        self._add = add
        self.reading: Reading | None = None
        self.configuration = configuration
        self.machine = machine

    @property
    def dialect(self) -> Dialect:
        """The nginx that the configuration is checked for."""
        return self.configuration.dialect

    def about(self, reading: Reading | None) -> None:
        """Findings that point at bare words belong to this reading until told otherwise."""
        self.reading = reading

    def __call__(
        self,
        where: Where | Source,
        message: str,
        *,
        label: str = "",
        help: str | None = None,  # noqa: A002 - the field's own word
        related: Iterable[tuple[Where, str]] = (),
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Report one finding.

        ``where`` is the text that must change, or a ``Source`` for a finding about the file as a whole.
        ``message`` names the thing and says what happens because of it, ``help`` what to write instead,
        ``label`` captions the place. ``related`` are further places, each with what it has to do with it.
        """
        if isinstance(where, Source):
            source, span = where, None
        else:
            span = span_of(where)
            source = span.source
        reading = where.reading if isinstance(where, Directive) else self.reading
        self._add(
            Finding(
                rule=self._rule,
                category=self._category,
                severity=self._severity if severity is None else severity,
                message=message,
                source=source,
                span=span,
                label=label,
                help=help,
                url=self._url,
                related=tuple(Label(span_of(place), text) for place, text in related),
                fix=fix,
            ),
            reading,
        )

    @staticmethod
    def fix(message: str, *edits: Edit, safe: bool = False) -> Fix:
        """A fix made of edits, to be given to a report."""
        return Fix(message, edits, safe)
