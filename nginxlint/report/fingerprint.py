"""What tells a finding apart from others across runs, whatever lines move around it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from nginxlint.lint.fingerprint import Fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.lint.finding import Finding


def fingerprints(findings: Iterable[tuple[Finding, str]]) -> Iterator[tuple[str, int]]:
    """For each finding and the path of its file give a hash, and which one with that hash it is.

    The hash, hexadecimal SHA-256, is of the rule, the path, the blocks around the finding and the words of
    its directive; never of a line number. Occurrences count from 1.
    """
    seen: Counter[str] = Counter()
    of = Fingerprints()
    for finding, path in findings:
        own = of(finding)
        data = "\0".join((finding.rule, path, own.at, own.text)).encode("utf-8", "surrogatepass")
        digest = sha256(data).hexdigest()
        seen[digest] += 1
        yield digest, seen[digest]
