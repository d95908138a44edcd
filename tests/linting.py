"""Helpers of the tests: lint texts and trees in-process, and read what fixtures expect."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.given import Request
from nginxlint.lint import index
from nginxlint.lint.run import Options, Run, lint
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST, Version

if TYPE_CHECKING:
    from nginxlint.lint.finding import Finding

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"


def run(
    *paths: str | Path,
    cwd: str | Path = "/",
    select: tuple[str, ...] | None = None,
    version: str | None = None,
    host: bool | None = False,
    **surroundings: object,
) -> Run:
    """Lint paths as the command would, without leaving the process."""
    rules = index.built_in()
    chosen = {
        name: entry for name, entry in rules.items() if (entry.default if select is None else name in select)
    }
    dialect = Dialect(NEWEST if version is None else Version.parse(version))
    request = Request(tuple(str(path) for path in paths), str(cwd), **surroundings)  # type: ignore[arg-type]
    return lint(request, Options(chosen, rules, dialect, host=host))


def findings(*paths: str | Path, **options: object) -> list[Finding]:
    """The findings of ``run``; a failure fails the test."""
    done = run(*paths, **options)  # type: ignore[arg-type]
    assert not done.outcome.failures, done.outcome.failures
    return list(done.outcome.findings)


def brief(found: list[Finding]) -> list[str]:
    """Findings as ``rule line:column`` for comparing."""
    return [
        f"{one.rule} {one.span.first.line}:{one.span.first.column}" if one.span else one.rule for one in found
    ]


class Expected(NamedTuple):
    """What the comments of a fixture announce: rules by line (0: about the file), and options."""

    rules: set[tuple[str, int, str]]
    options: dict[str, str]


_EXPECT = re.compile(r"#\s*expect(-next|-file)?:\s*([\w/, -]+)")
_OPTION = re.compile(r"--([\w-]+)(?:[ =](\S+))?")


def expectations(path: Path) -> Expected:
    """Read the expectations of a fixture file, or of all files of a fixture folder."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    rules: set[tuple[str, int, str]] = set()
    options: dict[str, str] = {}
    for file in files:
        name = os.path.relpath(file, path) if path.is_dir() else file.name
        text = file.read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.split("\n"), start=1):
            if number == 1 and line.startswith("# options:"):
                options.update((key, value or "") for key, value in _OPTION.findall(line))
            for kind, names in _EXPECT.findall(line):
                at = {"": number, "-next": number + 1, "-file": 0}[kind]
                rules.update((name, at, rule.strip()) for rule in names.split(",") if rule.strip())
    return Expected(rules, options)
