"""nginxlint's own JSON, the shape of which is promised to scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint import __version__
from nginxlint.lint.finding import Severity
from nginxlint.report.jsontext import dumps, dumps_array

if TYPE_CHECKING:
    from nginxlint.lint.finding import Finding, Outcome
    from nginxlint.report.options import Options
    from nginxlint.text.source import Source, Span

VERSION = 1


def render(outcome: Outcome, options: Options) -> str:
    """Render one object, a finding a line. Paths are those of the sources' names."""
    more = ""
    if outcome.baselined:
        more += f'"baselined": {outcome.baselined},\n'
    if options.show_suppressed:
        hidden: list[object] = [
            {**diagnostic(one.finding), "suppression": {"by": one.by, "reason": one.reason}}
            for one in outcome.silenced
        ]
        more += f'"suppressed_diagnostics": {dumps_array(hidden)},\n'
    counts = dict.fromkeys(Severity, 0)
    for finding in outcome.findings:
        counts[finding.severity] += 1
    summary = {
        "files": outcome.files,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "infos": counts[Severity.INFO],
        "seconds": round(outcome.seconds, 2),
    }
    return (
        f'{{"version": {VERSION}, "tool": {dumps({"name": "nginxlint", "version": __version__})},\n'
        f'"diagnostics": {dumps_array([diagnostic(f) for f in outcome.findings])},\n'
        f'"suppressed": {outcome.suppressed},\n'
        f"{more}"
        f'"summary": {dumps(summary)}}}\n'
    )


def diagnostic(finding: Finding) -> dict[str, object]:
    """Give one finding as plain data."""
    found: dict[str, object] = {
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity.label,
        "message": finding.message,
        "help": finding.help,
        "url": finding.url,
        "file": finding.source.name,
    }
    if finding.span is not None:
        found.update(_region(finding.span))
    if finding.related:
        found["related"] = [
            {"file": label.span.source.name, **_region(label.span), "message": label.message}
            for label in finding.related
        ]
    if finding.fix is not None:
        found["fix"] = {
            "safe": finding.fix.safe,
            "message": finding.fix.message,
            "edits": [
                {
                    "file": edit.source.name,
                    **_place(edit.source, edit.start, edit.end),
                    "text": edit.text,
                }
                for edit in finding.fix.edits
            ],
        }
    return found


def _region(span: Span) -> dict[str, int]:
    return _place(span.source, span.start, span.end)


def _place(source: Source, start: int, end: int) -> dict[str, int]:
    first = source.position(start)
    last = source.position(end)
    return {
        "line": first.line,
        "column": first.column,
        "end_line": last.line,
        "end_column": last.column,
    }
