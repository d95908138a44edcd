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
# What one run may take, in seconds, before it counts as hanging.
PATIENCE = 120


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

    The folders must be absolute, without symbolic links, and none may lie in another. A run that
    prints no report, or ends with exit status 2, counts as a finding of the severity `crash` for
    the folder that caused it.
    """
    found: dict[Path, list[Finding]] = {folder: [] for folder in folders}
    for start in range(0, len(folders), BATCH):
        batch = folders[start : start + BATCH]
        entries = _report(command, batch, version)
        if isinstance(entries, str):
            for folder in batch:
                alone = _report(command, [folder], version)
                if isinstance(alone, str):
                    found[folder].append(_crash(alone))
                else:
                    _share_out(alone, found)
        else:
            _share_out(entries, found)
    return [found[folder] for folder in folders]


def _report(command: list[str], folders: Sequence[Path], version: str) -> list[dict[str, object]] | str:
    """The entries of the report on these folders, or what was told instead of one."""
    paths = [str(folder / "nginx.conf") for folder in folders]
    options = ["--format", "json", "--no-host", "--nginx-version", version]
    try:
        done = subprocess.run([*command, *paths, *options], capture_output=True, timeout=PATIENCE, cwd="/")
        entries = json.loads(done.stdout)["diagnostics"]
    except subprocess.TimeoutExpired:
        return f"no answer after {PATIENCE} s"
    except (ValueError, KeyError, TypeError):
        return done.stderr.decode(errors="replace")[-500:]
    assert isinstance(entries, list)
    # Exit status 2: it could not do the whole job, a rule crashed for instance.
    return entries if done.returncode in (0, 1) else done.stderr.decode(errors="replace")[-500:]


def fault(command: list[str], folder: Path) -> str | None:
    """What nginxlint says instead of a report on the folder's nginx.conf; None if it reports."""
    told = _report(command, [folder], "1.31.3")
    return told if isinstance(told, str) else None


def _share_out(entries: list[dict[str, object]], found: dict[Path, list[Finding]]) -> None:
    for entry in entries:
        home = next((p for p in Path("/", str(entry["file"])).parents if p in found), None)
        if home is not None:
            found[home].append(_finding(entry, home))


def _crash(told: str) -> Finding:
    last = told.strip().rpartition("\n")[2]
    return Finding("crash", "crash", "crash", last, "nginx.conf", None, ())


def _finding(entry: dict[str, object], home: Path) -> Finding:
    fix = entry.get("fix")
    edits = fix["edits"] if isinstance(fix, dict) else []
    line = entry.get("line")
    return Finding(
        rule=str(entry["rule"]),
        category=str(entry["category"]),
        severity=str(entry["severity"]),
        message=str(entry["message"]),
        file=_relative(str(entry["file"]), home),
        line=line if isinstance(line, int) else None,
        edits=tuple(
            Edit(
                _relative(e["file"], home),
                e["line"],
                e["column"],
                e["end_line"],
                e["end_column"],
                e["text"],
            )
            for e in edits
        ),
    )


def _relative(file: str, home: Path) -> str:
    """The path in the folder, symbolic links followed."""
    path = Path("/", file).resolve()
    return str(path.relative_to(home)) if path.is_relative_to(home) else file


def apply(text: str, edits: Sequence[Edit]) -> str:
    """`text` with the edits made; they must lie in it and not overlap."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    spans = [
        (starts[e.line - 1] + e.column - 1, starts[e.end_line - 1] + e.end_column - 1, e.text) for e in edits
    ]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text
