"""GitLab Code Quality: a JSON array in the part of Code Climate's format that GitLab reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.lint.finding import Severity
from nginxlint.report.fingerprint import fingerprints
from nginxlint.report.jsontext import dumps_array
from nginxlint.report.paths import display_path
from nginxlint.report.visible import visible

if TYPE_CHECKING:
    from nginxlint.lint.finding import Outcome
    from nginxlint.report.options import Options

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(outcome: Outcome, options: Options) -> str:
    """Render every finding with a fingerprint of its own; GitLab merges equal ones.

    A finding about a whole file is put on line 1, for GitLab wants a line.
    """
    paths = [display_path(finding.source, options.folders) for finding in outcome.findings]
    pairs = list(zip(outcome.findings, paths, strict=True))
    entries: list[object] = []
    for (finding, path), (digest, nth) in zip(pairs, fingerprints(pairs), strict=True):
        first = last = 1
        if finding.span is not None:
            first, last = finding.span.line, finding.span.last.line
        entries.append(
            {
                # GitLab doesn't show the check's name.
                "description": visible(f"{finding.rule}: {finding.message}"),
                "check_name": finding.rule,
                "fingerprint": digest if nth == 1 else f"{digest}-{nth}",
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": visible(path), "lines": {"begin": first, "end": last}},
            }
        )
    return f"{dumps_array(entries)}\n"
