"""A baseline: the findings that were there before, which are not reported again.

An entry holds as long as the finding's rule, file, blocks and directive stay; lines may move, white space
and neighbours change. Several findings that are alike are counted.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint import __version__
from nginxlint.lint.fingerprint import Fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from nginxlint.lint.finding import Finding

VERSION = 1
FILE = ".nginxlint-baseline.json"
MAX_SIZE = 64 * 1024 * 1024
"""Bytes up to which a file is read as a baseline."""


class Entry(NamedTuple):
    """Findings of one rule at one place of one file, whose path is relative to the baseline's folder."""

    file: str
    rule: str
    at: str
    text: str


class BaselineError(Exception):
    """A baseline that can't be used; the message says which and why."""


class Split(NamedTuple):
    """Findings against a baseline: new ones, known ones, and the entries whose findings are gone, counted."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    stale: Mapping[Entry, int]


class Baseline:
    """The entries of a baseline with their numbers; their files are relative to ``folder``."""

    def __init__(self, folder: str, entries: Mapping[Entry, int]) -> None:
        self.folder = os.path.realpath(folder)
        self.entries = {entry: count for entry, count in entries.items() if count > 0}

    def split(self, findings: Iterable[Finding], cwd: str, *, gone: Callable[[str], bool]) -> Split:
        """Tell new findings from known ones.

        An entry hides as many findings as it counts: first those at its very place, then such as stand
        elsewhere in its file with the same words (a block around them was renamed), then those in another
        file if its own is ``gone`` (it was renamed).
        """
        left = Counter(self.entries)
        listed = tuple(findings)
        places = list(zip(listed, _entries_of(listed, self.folder, cwd), strict=True))
        known: set[int] = set()
        keys: tuple[Callable[[Entry], tuple[str, ...] | None], ...] = (
            lambda entry: entry,
            lambda entry: (entry.file, entry.rule, entry.text),
            lambda entry: (entry.rule, entry.at, entry.text),
        )
        for number, key in enumerate(keys):
            by_key: dict[tuple[str, ...] | None, list[Entry]] = {}
            for entry, count in left.items():
                if count > 0 and (number < 2 or gone(entry.file)):
                    by_key.setdefault(key(entry), []).append(entry)
            if not by_key:
                continue
            for index, (_, entry) in enumerate(places):
                if index in known:
                    continue
                for candidate in by_key.get(key(entry), ()):
                    if left[candidate] > 0:
                        left[candidate] -= 1
                        known.add(index)
                        break
        return Split(
            tuple(finding for index, (finding, _) in enumerate(places) if index not in known),
            tuple(finding for index, (finding, _) in enumerate(places) if index in known),
            {entry: count for entry, count in left.items() if count > 0},
        )

    def without(self, entries: Mapping[Entry, int]) -> Baseline:
        """The baseline less these entries."""
        return Baseline(
            self.folder, {entry: count - entries.get(entry, 0) for entry, count in self.entries.items()}
        )

    def dump(self) -> str:
        """The text of a baseline file; the same entries give the same bytes."""
        files: dict[str, list[dict[str, object]]] = {}
        for entry, count in sorted(self.entries.items()):
            row: dict[str, object] = {"rule": entry.rule, "at": entry.at, "text": entry.text}
            if count > 1:
                row["count"] = count
            files.setdefault(entry.file, []).append(row)
        parts = [
            f"{json.dumps(file)}: [\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]"
            for file, rows in files.items()
        ]
        head = f'{{"version": {VERSION}, "tool": {json.dumps(f"nginxlint {__version__}")}, "files": {{'
        return head + ("\n" + ",\n".join(parts) + "\n" if parts else "") + "}}\n"


def baseline_of(findings: Iterable[Finding], folder: str, cwd: str) -> Baseline:
    """A baseline that holds these findings. ``folder`` is the one that its file lies in."""
    real = os.path.realpath(folder)
    return Baseline(real, Counter(_entries_of(findings, real, cwd)))


def _entries_of(findings: Iterable[Finding], folder: str, cwd: str) -> Iterator[Entry]:
    """The entry of each finding."""
    fingerprints = Fingerprints()
    names: dict[str, str] = {}
    for finding in findings:
        source = finding.source
        given = source.path or os.path.join(cwd, source.name)
        name = names.get(given)
        if name is None:
            relative = os.path.relpath(os.path.realpath(given), folder)
            name = names[given] = relative.replace(os.sep, "/")
        own = fingerprints(finding)
        yield Entry(name, finding.rule, own.at, own.text)


def load(path: str) -> Baseline:
    """Read a baseline file. Raises ``BaselineError``."""
    try:
        if not os.path.isfile(path):
            raise BaselineError(f"{path}: no such baseline; `nginxlint baseline PATH` writes it")
        with open(path, "rb") as file:
            text = file.read(MAX_SIZE + 1)
        if len(text) > MAX_SIZE:
            raise BaselineError(f"{path}: is larger than {MAX_SIZE // 1024 // 1024} MB")
        data = json.loads(text)
    except OSError as error:
        raise BaselineError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path}: is no baseline: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("files"), dict):
        raise BaselineError(f"{path}: is no baseline: it has no table of files")
    if data.get("version") != VERSION:
        raise BaselineError(
            f"{path}: is a baseline of another version; write it anew with `nginxlint baseline PATH`"
        )
    return Baseline(os.path.dirname(os.path.abspath(path)), _entries(path, data["files"]))


def _entries(path: str, files: dict[str, Any]) -> dict[Entry, int]:
    found: Counter[Entry] = Counter()
    for file, rows in files.items():
        for row in rows if isinstance(rows, list) else [None]:
            match row:
                case {"rule": str(rule), "at": str(at), "text": str(text), **more}:
                    count = more.get("count", 1)
                    if isinstance(count, int) and count > 0:
                        found[Entry(file, rule, at, text)] += count
                        continue
            raise BaselineError(f"{path}: an entry of {file} is not one that nginxlint writes")
    return found
