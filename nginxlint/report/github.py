"""GitHub Actions: annotations by workflow commands, and a Markdown page for the job's summary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.lint.finding import Severity
from nginxlint.report.paint import safe_url
from nginxlint.report.paths import display_path
from nginxlint.report.prose import count, listing
from nginxlint.report.visible import visible, without_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.lint.finding import Finding, Outcome
    from nginxlint.report.options import Options
    from nginxlint.report.paths import Folders

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

# A step's summary may hold 1 MiB; a row takes a few hundred bytes.
_MOST_ROWS = 1000


def render(outcome: Outcome, options: Options) -> str:
    """Give one workflow command a finding, the most severe first.

    GitHub shows about ten annotations of each level a step.
    """
    findings = sorted(outcome.findings, key=lambda finding: -finding.severity)
    return "".join(f"{_command(finding, options.folders)}\n" for finding in findings)


def _command(finding: Finding, folders: Folders) -> str:
    properties: list[tuple[str, object]] = [("file", display_path(finding.source, folders))]
    if finding.span is not None:
        first, last = finding.span.first, finding.span.last
        properties += [("line", first.line), ("endLine", last.line)]
        if first.line == last.line:
            # GitHub refuses columns when an annotation has several lines.
            properties += [("col", first.column), ("endColumn", last.column)]
    properties.append(("title", f"nginxlint {finding.rule}"))
    fields = ",".join(f"{name}={_property(str(value))}" for name, value in properties)
    message = "\n".join(without_commands(line) for line in _message(finding, folders))
    return f"::{_COMMANDS[finding.severity]} {fields}::{_data(message)}"


def _message(finding: Finding, folders: Folders) -> Iterator[str]:
    yield visible(finding.message)
    if finding.help:
        yield from map(visible, finding.help.split("\n"))
    for label in finding.related:
        place = f"{display_path(label.span.source, folders)}:{label.span.line}"
        yield visible(f"{place}: {label.message}")
    if finding.url:
        yield safe_url(finding.url)


def _data(text: str) -> str:
    """Escape as actions/toolkit does (command.ts, escapeData)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape as actions/toolkit does (command.ts, escapeProperty)."""
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def step_summary(outcome: Outcome, options: Options) -> str:
    """Give the Markdown for ``$GITHUB_STEP_SUMMARY``: a sentence and a table of the findings.

    Nothing in it is taken for Markdown, HTML or a mention.
    """
    findings = sorted(outcome.findings, key=lambda finding: (-finding.severity, finding.sort_key()))
    files = count(outcome.files, "file")
    severities = [finding.severity for finding in findings]
    found = [
        count(severities.count(severity), severity.label)
        for severity in sorted(Severity, reverse=True)
        if severity in severities
    ]
    sentence = f"Found {listing(found)} in {files}" if found else f"No problems found in {files}"
    if outcome.suppressed:
        sentence += f" ({outcome.suppressed:,} suppressed)"
    if outcome.failures:
        sentence += "; not everything could be checked"
    lines = ["## nginxlint", "", f"{sentence}.", ""]
    lines += [f"- {_plain(failure.message)}" for failure in outcome.failures]
    if findings:
        lines += ["", "| severity | place | finding | rule |", "| --- | --- | --- | --- |"]
        lines += [_table_row(finding, options.folders) for finding in findings[:_MOST_ROWS]]
    if len(findings) > _MOST_ROWS:
        lines += ["", f"{count(len(findings) - _MOST_ROWS, 'more finding')} in the log."]
    return "\n".join(lines) + "\n"


def _table_row(finding: Finding, folders: Folders) -> str:
    place = display_path(finding.source, folders)
    if finding.span is not None:
        line, column = finding.span.first
        place = f"{place}:{line}:{column}"
    rule = _plain(finding.rule)
    if finding.url:
        rule = f"[{rule}](<{safe_url(finding.url)}>)"
    message = _plain(finding.message)
    if finding.help:
        message += f"<br>{_plain(finding.help)}"
    return f"| {finding.severity.label} | {_plain(place)} | {message} | {rule} |"


_MARKDOWN = re.compile(r"[^\w\s.-]|_")


def _plain(text: str) -> str:
    """Write every sign that Markdown or HTML might read as a character reference."""
    # Web addresses and `www.` names become links without any sign; a dot is enough of one.
    text = _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", visible(text))
    return text.replace("www.", "www&#46;")
