"""What tells a finding apart from others across runs, whatever lines move around it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.lint.finding import Finding

# Of a longer line only the surroundings of the place count.
_LONGEST = 2048


def fingerprints(findings: Iterable[tuple[Finding, str]]) -> Iterator[tuple[str, int]]:
    """For each finding and the path of its file give a hash, and which one with that hash it is.

    The hash, hexadecimal SHA-256, is of the rule, the path and the text of the finding's line with
    its white space normalised; never of a line number. Occurrences count from 1.
    """
    seen: Counter[str] = Counter()
    for finding, path in findings:
        parts = (finding.rule, path, _line_text(finding))
        data = "\0".join(parts).encode("utf-8", "surrogatepass")
        digest = sha256(data).hexdigest()
        seen[digest] += 1
        yield digest, seen[digest]


def _line_text(finding: Finding) -> str:
    span = finding.span
    if span is None:
        return ""
    starts = span.source.line_starts
    line = span.line
    start = starts[line - 1]
    end = starts[line] if line < len(starts) else len(span.source.text)
    if end - start > _LONGEST:
        start = max(start, span.start - _LONGEST // 4)
        end = min(end, span.start + _LONGEST // 4)
    return " ".join(span.source.text[start:end].split())
