"""One line a finding: ``file:line:col: severity: message [rule]``, for grep, editors and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.report.paint import painter
from nginxlint.report.visible import visible, without_commands

if TYPE_CHECKING:
    from nginxlint.lint.finding import Finding, Outcome
    from nginxlint.report.options import Options
    from nginxlint.report.paint import Paint


def render(outcome: Outcome, options: Options) -> str:
    """Render the findings; none give no text. One about a whole file has no line and column."""
    paint = painter(options.color)
    text = "".join(_line(finding, paint) for finding in outcome.findings)
    return without_commands(text) if options.github else text


def _line(finding: Finding, paint: Paint) -> str:
    place = visible(finding.source.name)
    if finding.span is not None:
        line, column = finding.span.first
        place = f"{place}:{line}:{column}"
    severity = finding.severity.label
    message = visible(finding.message)
    return f"{place}: {paint(severity, severity)}: {message} [{visible(finding.rule)}]\n"
