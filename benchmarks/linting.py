"""Run nginxlint over many configurations and read its JSON report; apply the fixes in it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH = 50
# What one batch may take, in seconds, before it counts as hanging.
PATIENCE = 600


class ToolError(Exception):
    """nginxlint gave no report."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Text for a range of a file: lines and columns from 1, the end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of the report; `file` is relative to the folder of its configuration."""

    rule: str
    category: str
    severity: str
    message: str
    file: str
    line: int | None
    edits: tuple[Edit, ...]


def lint(command: list[str], folders: Sequence[Path], version: str) -> list[list[Finding]]:
    """The findings for the nginx.conf of each folder, as for that version of nginx.

    The folders must be absolute, without symbolic links, and none may lie in another.

    Raises:
        ToolError: a run printed no report (it exits with 2 and says why).
    """
    found: dict[Path, list[Finding]] = {folder: [] for folder in folders}
    options = ["--format", "json", "--no-host", "--nginx-version", version]
    for start in range(0, len(folders), BATCH):
        paths = [str(f / "nginx.conf") for f in folders[start : start + BATCH]]
        argv = [*command, *paths, *options]
        done = subprocess.run(argv, capture_output=True, timeout=PATIENCE, cwd="/")
        try:
            report = json.loads(done.stdout)
        except ValueError:
            raise ToolError(done.stderr.decode(errors="replace")[-2000:]) from None
        for entry in report["diagnostics"]:
            path = Path("/", entry["file"])
            home = next((p for p in path.parents if p in found), None)
            if home is not None:
                found[home].append(_finding(entry, home))
    return [found[folder] for folder in folders]


def _finding(entry: dict[str, object], home: Path) -> Finding:
    fix = entry.get("fix")
    edits = fix["edits"] if isinstance(fix, dict) else []
    line = entry.get("line")
    return Finding(
        rule=str(entry["rule"]),
        category=str(entry["category"]),
        severity=str(entry["severity"]),
        message=str(entry["message"]),
        file=str(Path("/", str(entry["file"])).relative_to(home)),
        line=line if isinstance(line, int) else None,
        edits=tuple(
            Edit(
                str(Path("/", e["file"]).relative_to(home)),
                e["line"],
                e["column"],
                e["end_line"],
                e["end_column"],
                e["text"],
            )
            for e in edits
        ),
    )


def apply(text: str, edits: Sequence[Edit]) -> str:
    """`text` with the edits made; they must lie in it and not overlap."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    spans = [
        (starts[e.line - 1] + e.column - 1, starts[e.end_line - 1] + e.end_column - 1, e.text)
        for e in edits
    ]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text
