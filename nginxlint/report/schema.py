"""The shape of the JSON report, as types; its JSON schema is made of them."""

from __future__ import annotations

from inspect import cleandoc
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

URL = "https://raw.githubusercontent.com/nginxlint/nginxlint/main/docs/schemas/report.json"

Position = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
Severity = Literal["error", "warning", "info"]


class Tool(Struct, forbid_unknown_fields=True):
    """What wrote the report."""

    name: Literal["nginxlint"]
    version: str


class Related(Struct, forbid_unknown_fields=True):
    """A further place that a finding speaks of."""

    file: str
    line: Position
    column: Position
    end_line: Position
    end_column: Position
    message: str


class Edit(Struct, forbid_unknown_fields=True):
    """A stretch of text and what takes its place."""

    file: str
    line: Position
    column: Position
    end_line: Position
    end_column: Position
    text: str


class Fix(Struct, forbid_unknown_fields=True):
    """Edits that remove the finding; all or none of them."""

    safe: bool
    message: str
    edits: list[Edit]


class Suppression(Struct, forbid_unknown_fields=True):
    """Why a finding is not reported."""

    by: Literal["comment", "baseline"]
    reason: str


class Diagnostic(Struct, forbid_unknown_fields=True):
    """One finding. Lines and columns count from 1, columns in code points; the end is exclusive.

    A finding about a whole file has no line and no column.
    """

    rule: str
    category: str
    severity: Severity
    message: str
    help: str | None
    url: str | None
    file: str
    line: Position | UnsetType = UNSET
    column: Position | UnsetType = UNSET
    end_line: Position | UnsetType = UNSET
    end_column: Position | UnsetType = UNSET
    related: list[Related] | UnsetType = UNSET
    fix: Fix | UnsetType = UNSET
    suppression: Suppression | UnsetType = UNSET


class Summary(Struct, forbid_unknown_fields=True):
    """Numbers of the run."""

    files: Count
    errors: Count
    warnings: Count
    infos: Count
    seconds: Annotated[float, Meta(ge=0)]


class Report(Struct, forbid_unknown_fields=True):
    """The whole report. ``suppressed`` counts what comments hide, ``baselined`` what was there before."""

    version: Literal[1]
    tool: Tool
    diagnostics: list[Diagnostic]
    suppressed: Count
    summary: Summary
    baselined: Count | UnsetType = UNSET
    suppressed_diagnostics: list[Diagnostic] | UnsetType = UNSET


def report_schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of ``--format json``."""
    _, parts = msgspec.json.schema_components([Report], ref_template="#/$defs/{name}")
    for part in parts.values():
        # Releases of msgspec differ in whether they take the indentation off docstrings.
        part["description"] = cleandoc(part["description"])
    own = parts.pop("Report")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": URL,
        **own,
        "title": "Report of nginxlint",
        "$defs": dict(sorted(parts.items())),
    }
