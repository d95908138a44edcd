"""One cause, one finding: what follows from another finding is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.lint.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nginxlint.lint.finding import Finding
    from nginxlint.syntax.tree import Document


def without_consequences(findings: list[Finding], documents: Mapping[int, Document]) -> Iterable[Finding]:
    """The findings without those about words that a directive swallows for want of a semicolon."""
    swallowed: dict[int, list[range]] = {}
    for one in findings:
        document = documents.get(id(one.source))
        if one.rule == "missing-semicolon" and one.severity < Severity.ERROR and one.span and document:
            start = one.span.start
            tokens = document.tokens
            end = next((at for at in tokens.marks if tokens.items[at].start >= start), None)
            if end is not None:
                swallowed.setdefault(id(one.source), []).append(range(start, tokens.items[end].start))
    if not swallowed:
        return findings
    return [
        one
        for one in findings
        if one.rule == "missing-semicolon"
        or one.span is None
        or not any(one.span.start in stretch for stretch in swallowed.get(id(one.source), ()))
    ]
