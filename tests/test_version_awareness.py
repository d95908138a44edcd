"""No rule advises what the nginx that it answers for does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from linting import FIXTURES, expectations, run

from nginxlint.config.contexts import context_of
from nginxlint.lint import index
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST, Version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nginxlint.lint.finding import Finding

RULES = index.built_in()
VERSIONS = ("1.14.2", "1.18.0", "1.22.1", "1.26.3")
CASES = [
    path
    for path in sorted((FIXTURES / "rules").glob("*/bad*"))
    if not RULES[path.parent.name].host and (path.suffix == ".conf" or path.is_dir())
]


def _advised(finding: Finding) -> Iterator[str]:
    """The words with which the statements begin that a finding tells its reader to write."""
    if finding.fix is not None:
        for edit in finding.fix.edits:
            yield from re.findall(r"(?:^|[;{}\n])\s*([a-z_0-9]+)(?=\s[^\n]*;)", edit.text)
    for snippet in re.findall(r"`([^`]+);`", finding.help or ""):
        yield from re.findall(r"(?:^|[;{}])\s*([a-z_0-9]+)\s", snippet)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_advice_is_of_that_version(path: Path, version: str) -> None:
    options = expectations(path).options
    target = path / "nginx.conf" if (path / "nginx.conf").is_file() else path
    files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
    text = "".join(file.read_text(encoding="utf-8", errors="replace") for file in files)
    then, now = Dialect(Version.parse(version)), Dialect(NEWEST)
    context = options.get("context")
    done = run(
        target,
        version=version,
        select=(path.parent.name,),
        context=None if context is None else context_of(context),
    )
    assert not done.outcome.failures
    for finding in done.outcome.findings:
        for word in _advised(finding):
            if now.contexts(word) and not re.search(rf"\b{word}\b", text):
                assert then.contexts(word), f"{version} has no {word}: {finding.message} {finding.help}"
