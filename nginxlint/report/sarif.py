"""SARIF 2.1.0 (OASIS), with what GitHub code scanning asks for beyond the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from nginxlint import __version__
from nginxlint.lint.finding import Severity
from nginxlint.report.fingerprint import fingerprints
from nginxlint.report.jsontext import dumps, dumps_array
from nginxlint.report.paint import safe_url
from nginxlint.report.paths import resolved_path
from nginxlint.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.lint.finding import Finding, Fix, Outcome, Silenced
    from nginxlint.report.options import Options, RuleMetadata
    from nginxlint.report.paths import Folders
    from nginxlint.text.source import Source

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
}

# A score makes an alert a security alert, so only rules about security have one.
_SECURITY = frozenset({"security", "tls"})
_SCORES = {Severity.ERROR: "7.5", Severity.WARNING: "5.5", Severity.INFO: "2.5"}

# GitHub's limits: characters of a description, results kept of a run, locations of a result.
_LONGEST_DESCRIPTION = 1024
_MOST_RESULTS = 25_000
_MOST_LOCATIONS = 1000


class _Known(NamedTuple):
    """What a report says of a rule."""

    id: str
    category: str
    severity: Severity
    title: str
    explanation: str
    url: str | None


def render(outcome: Outcome, options: Options) -> str:
    """Render one run.

    Suppressed findings are left out unless they are asked for: GitHub would show them as open alerts.
    """
    findings = outcome.findings
    hidden: dict[int, Silenced] = {}
    if options.show_suppressed:
        hidden = {id(one.finding): one for one in outcome.silenced}
        findings = (*findings, *(one.finding for one in outcome.silenced))
    if len(findings) > _MOST_RESULTS:
        findings = tuple(sorted(findings, key=lambda finding: -finding.severity)[:_MOST_RESULTS])
    rules = _rules(findings, options.rules() if findings else ())
    index = {rule.id: number for number, rule in enumerate(rules)}
    paths = [resolved_path(finding.source, options.folders) for finding in findings]
    results: list[object] = [
        {
            **_result(finding, index[finding.rule], options.folders, f"{digest[:16]}:{nth}"),
            **_state(hidden.get(id(finding)), compared=bool(hidden) and outcome.baselined > 0),
        }
        for finding, (digest, nth) in zip(
            findings, fingerprints(zip(findings, paths, strict=True)), strict=True
        )
    ]
    driver = {
        "name": "nginxlint",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    invocation: dict[str, object] = {"executionSuccessful": not outcome.failures}
    if outcome.failures:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": visible(failure.message)}} for failure in outcome.failures
        ]
    return (
        f'{{"$schema": {dumps(_SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
        f'"tool": {dumps({"driver": driver})},\n'
        f'"columnKind": "unicodeCodePoints",\n'
        f'"invocations": {dumps([invocation])},\n'
        f'"results": {dumps_array(results)}}}]}}\n'
    )


def _rules(findings: Iterable[Finding], known: Iterable[RuleMetadata]) -> list[_Known]:
    """The rules that have findings, by id; one that nobody describes is described by a finding."""
    found = {}
    for finding in findings:
        if finding.rule not in found:
            found[finding.rule] = _Known(
                finding.rule,
                finding.category,
                finding.severity,
                finding.rule.replace("-", " "),
                "",
                finding.url,
            )
    for rule in known:
        if rule.id in found:
            found[rule.id] = _Known(
                rule.id,
                rule.category,
                rule.severity,
                rule.title,
                rule.explanation,
                rule.url or found[rule.id].url,
            )
    return [found[name] for name in sorted(found)]


def _rule(rule: _Known) -> dict[str, object]:
    title = rule.title.strip() or rule.id
    explanation = rule.explanation.strip() or title
    summary = explanation.split("\n\n")[0].replace("\n", " ")
    security = rule.category in _SECURITY
    tags = ["nginx", rule.category, *(["security"] if security else [])]
    properties: dict[str, object] = {
        "tags": list(dict.fromkeys(tags)),
        "precision": "high",
        "problem.severity": _PROBLEM[rule.severity],
    }
    if security:
        properties["security-severity"] = _SCORES[rule.severity]
    more = f"\n\n[More about {rule.id}]({safe_url(rule.url)})" if rule.url else ""
    described: dict[str, object] = {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": {"text": _cut(title)},
        "fullDescription": {"text": _cut(summary)},
        "help": {"text": explanation, "markdown": explanation + more},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }
    if rule.url:
        described["helpUri"] = safe_url(rule.url)
    return described


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_DESCRIPTION else f"{text[: _LONGEST_DESCRIPTION - 3]}..."


def _result(finding: Finding, rule_index: int, folders: Folders, fingerprint: str) -> dict[str, object]:
    text = finding.message if not finding.help else f"{finding.message}\n\n{finding.help}"
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": _message(text),
        "locations": [_location(finding, folders)],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
    related = [(label.span, label.message) for label in finding.related]
    related += [(chain[0], "included here") for chain in finding.included_by if chain]
    if related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _physical(span.source, span.start, span.end, folders),
                "message": _message(message or "see also"),
            }
            for number, (span, message) in enumerate(related[:_MOST_LOCATIONS], 1)
        ]
    if finding.fix is not None and finding.fix.edits:
        result["fixes"] = [_fix(finding.fix, folders)]
    return result


def _state(silenced: Silenced | None, *, compared: bool) -> dict[str, object]:
    """Whether a result is hidden, through what (3.27.23), and whether it is new (3.27.24)."""
    if silenced is None:
        return {"baselineState": "new"} if compared else {}
    if silenced.by == "baseline":
        return {"baselineState": "unchanged"}
    state = {"baselineState": "new"} if compared else {}
    suppression = {"kind": "inSource"}
    if silenced.reason:
        suppression["justification"] = visible(silenced.reason)
    return {**state, "suppressions": [suppression]}


def _message(text: str) -> dict[str, str]:
    """A plain text message; what looks like an embedded link (3.11.6) is none."""
    text = "\n".join(map(visible, text.split("\n")))
    return {"text": text.replace("[", "\\[") if "](" in text else text}


def _location(finding: Finding, folders: Folders) -> dict[str, object]:
    if finding.span is not None:
        span = finding.span
        return {"physicalLocation": _physical(span.source, span.start, span.end, folders)}
    # GitHub shows no alert without a region, so one about a whole file stands at its start.
    return {"physicalLocation": _physical(finding.source, 0, 0, folders)}


def _physical(source: Source, start: int, end: int, folders: Folders) -> dict[str, object]:
    return {"artifactLocation": _artifact(source, folders), "region": _region(source, start, end)}


def _artifact(source: Source, folders: Folders) -> dict[str, str]:
    path = resolved_path(source, folders)
    # Colons are encoded too: one in the first segment would read as a scheme (RFC 3986, 4.2).
    uri = quote(path.encode("utf-8", "surrogatepass"), safe="/")
    return {"uri": f"file://{uri}" if path.startswith("/") else uri}


def _region(source: Source, start: int, end: int) -> dict[str, int]:
    first, last = source.position(start), source.position(end)
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
    }


def _fix(fix: Fix, folders: Folders) -> dict[str, object]:
    changes: dict[int, dict[str, object]] = {}
    replacements: dict[int, list[object]] = {}
    for edit in fix.edits:
        key = id(edit.source)
        replacements.setdefault(key, []).append(
            {
                "deletedRegion": _region(edit.source, edit.start, edit.end),
                "insertedContent": {"text": edit.text},
            }
        )
        changes[key] = {
            "artifactLocation": _artifact(edit.source, folders),
            "replacements": replacements[key],
        }
    kind = "safe" if fix.safe else "unsafe, review it"
    return {
        "description": _message(f"{fix.message} ({kind})"),
        "artifactChanges": list(changes.values()),
    }
