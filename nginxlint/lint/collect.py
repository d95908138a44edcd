"""Gathers findings: once each, however often a file is included, and without what comments hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from nginxlint.lint.finding import Finding
    from nginxlint.syntax.tree import Reading
    from nginxlint.text.source import Span

MAX_INCLUSIONS = 20
"""Inclusions that a finding names at most."""

_Key = tuple[str, int, int, int, str]


class Collector:
    """All findings of a run."""

    def __init__(self, shown: Callable[[Finding], bool]) -> None:
        self._shown = shown
        self._findings: dict[_Key, Finding] = {}
        self._inclusions: dict[_Key, dict[tuple[Span, ...], None]] = {}

    def add(self, finding: Finding, reading: Reading | None) -> None:
        """Take a finding that was made in ``reading`` of its file."""
        if not self._shown(finding):
            return
        span = finding.span
        key = (
            finding.rule,
            id(finding.source),
            -1 if span is None else span.start,
            -1 if span is None else span.end,
            finding.message,
        )
        first = self._findings.get(key)
        if first is None:
            self._findings[key] = finding
        elif first.fix != finding.fix:
            self._findings[key] = first._replace(fix=None)
        if reading is not None and reading.include is not None:
            chains = self._inclusions.setdefault(key, {})
            if len(chains) < MAX_INCLUSIONS:
                chains[tuple(link.args[0].span for link in reading.chain())] = None

    def findings(self) -> list[Finding]:
        """The findings in the order of reports."""
        found = [
            finding._replace(included_by=tuple(self._inclusions[key])) if key in self._inclusions else finding
            for key, finding in self._findings.items()
        ]
        found.sort(key=lambda finding: finding.sort_key())
        return found
