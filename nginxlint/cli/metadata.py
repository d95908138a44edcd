"""Rules as reports describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.lint.engine import DOCS_URL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.lint.finding import Severity
    from nginxlint.lint.index import RuleEntry


class Metadata(NamedTuple):
    """One rule: what SARIF and the like say about it."""

    id: str
    category: str
    severity: Severity
    title: str
    explanation: str
    url: str | None


def metadata(entries: Iterable[RuleEntry]) -> list[Metadata]:
    """Describe rules, by id; loads their modules."""
    return [
        Metadata(
            id=entry.id,
            category=entry.category,
            severity=entry.level,
            title=entry.title,
            explanation=entry.load().explanation(),
            url=None if entry.origin else DOCS_URL.format(entry.id),
        )
        for entry in sorted(entries, key=lambda entry: entry.id)
    ]
