"""Templates: what is not filled in yet can't be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.lint.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nginxlint.lint.finding import Finding
    from nginxlint.syntax.tree import Document


def is_certain_in(documents: Iterable[Document]) -> Callable[[Finding], bool]:
    """A test of whether a finding holds whatever the placeholders in its files become.

    In a template only mistakes of syntax on lines without placeholders are certain: branches that exclude
    each other look like duplicates, and what a placeholder stands for may complete the rest. Advice stays.
    """
    lines = {
        id(document.source): {span.line for span in document.placeholders}
        for document in documents
        if document.placeholders
    }

    def is_certain(finding: Finding) -> bool:
        if not lines or finding.severity is Severity.INFO:
            return True
        own = lines.get(id(finding.source))
        if own is not None:
            return finding.category == "syntax" and (finding.span is None or finding.span.line not in own)
        return not any(id(label.span.source) in lines for label in finding.related)

    return is_certain
