"""reviewdog's own JSON, one ``DiagnosticResult`` (reviewdog.proto)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.report.jsontext import dumps, dumps_array
from nginxlint.report.paint import safe_url
from nginxlint.report.paths import display_path
from nginxlint.report.visible import visible

if TYPE_CHECKING:
    from nginxlint.lint.finding import Finding, Outcome
    from nginxlint.report.options import Options
    from nginxlint.report.paths import Folders
    from nginxlint.text.source import Source

SOURCE = {"name": "nginxlint"}


def render(outcome: Outcome, options: Options) -> str:
    """Render one object that holds every finding."""
    found: list[object] = [diagnostic(finding, options.folders) for finding in outcome.findings]
    return f'{{"source": {dumps(SOURCE)}, "diagnostics": {dumps_array(found)}}}\n'


def diagnostic(finding: Finding, folders: Folders) -> dict[str, object]:
    """Give one finding as a ``Diagnostic``, its columns in UTF-8 bytes as reviewdog counts them."""
    location: dict[str, object] = {"path": display_path(finding.source, folders)}
    if finding.span is not None:
        location["range"] = _range(finding.source, finding.span.start, finding.span.end)
    message = finding.message if not finding.help else f"{finding.message}\n{finding.help}"
    code = {"value": finding.rule}
    if finding.url:
        code["url"] = safe_url(finding.url)
    found: dict[str, object] = {
        "message": _text(message),
        "location": location,
        "severity": finding.severity.name,
        "code": code,
    }
    edits = finding.fix.edits if finding.fix else ()
    # Several suggestions are alternatives to reviewdog, so a fix must be one edit to be one.
    if len(edits) == 1 and edits[0].source is finding.source:
        edit = edits[0]
        found["suggestions"] = [{"range": _range(edit.source, edit.start, edit.end), "text": edit.text}]
    if finding.related:
        found["related_locations"] = [
            {
                "message": _text(label.message),
                "location": {
                    "path": display_path(label.span.source, folders),
                    "range": _range(label.span.source, label.span.start, label.span.end),
                },
            }
            for label in finding.related
        ]
    return found


def _text(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def _range(source: Source, start: int, end: int) -> dict[str, dict[str, int]]:
    return {"start": _position(source, start), "end": _position(source, end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    line = source.line_at(offset)
    before = source.text[source.line_starts[line - 1] : offset]
    size = len(before) if before.isascii() else len(before.encode("utf-8", "surrogatepass"))
    return {"line": line, "column": size + 1}
