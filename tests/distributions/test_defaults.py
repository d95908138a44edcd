"""The configurations that nginx's packagers ship get no finding that they would call wrong."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from linting import FIXTURES, run

from nginxlint.lint.finding import Severity

if TYPE_CHECKING:
    from nginxlint.lint.finding import Finding

HERE = Path(__file__).resolve().parent


class Expected(NamedTuple):
    """A line of ``expected.tsv``: ``at`` is the text that is pointed at, ``reason`` why that is right."""

    distribution: str
    file: str
    at: str
    rule: str
    severity: str
    reason: str

    @property
    def finding(self) -> tuple[str, ...]:
        """All but the reason."""
        return self[:-1]


def _rows(name: str) -> list[list[str]]:
    with open(HERE / name, encoding="utf-8") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


SOURCES = {name: (version, main) for name, version, main, _ in _rows("sources.tsv")}
EXPECTED = [Expected(*row) for row in _rows("expected.tsv")]


@pytest.mark.parametrize("name", SOURCES)
def test_findings_about(name: str, tmp_path: Path) -> None:
    version, main = SOURCES[name]
    root = FIXTURES / "distributions" / name
    if name == "debian":
        root, version = tmp_path, _debian(tmp_path)
    elif not root.is_dir():
        root = Path(os.environ.get("NGINXLINT_DISTRIBUTIONS", os.devnull)) / name
        if not root.is_dir():
            pytest.skip(f"the files of {name} are not here (tests/distributions/README.md)")
    done = run(root / main, root=str(root), version=version)
    assert not done.outcome.failures
    assert all(one.is_whole for one in done.plan.configurations), "files of it are missing"
    found = {(name, *_said(one, root)) for one in done.outcome.findings}
    expected = {one.finding for one in EXPECTED if one.distribution == name}
    assert found == expected, "\n".join("\t".join(line) for line in sorted(found - expected))


def _said(one: Finding, root: Path) -> tuple[str, str, str, str]:
    at = "" if one.span is None else one.span.text.partition("\n")[0]
    return os.path.relpath(str(one.source.path), root), at, one.rule, one.severity.name.lower()


def _debian(root: Path) -> str:
    """Lay the files of Debian's package under ``root``, as its installation does; the version of nginx."""
    if shutil.which("dpkg-query") is None:
        pytest.skip("this is no Debian")
    asked = ["dpkg-query", "-W", "-f", "${Version}\n${Conffiles}\n", "nginx-common"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("Debian's nginx is not installed")
    version, *lines = done.stdout.split("\n")
    for line in lines:
        path, _, checksum = line.strip().partition(" ")
        if path.startswith("/etc/nginx/"):
            content = Path(path).read_bytes()
            if hashlib.md5(content, usedforsecurity=False).hexdigest() != checksum:
                pytest.skip(f"{path} was changed")
            (root / path[1:]).parent.mkdir(parents=True, exist_ok=True)
            (root / path[1:]).write_bytes(content)
    for folder in ("conf.d", "modules-enabled", "sites-enabled"):
        (root / "etc/nginx" / folder).mkdir(exist_ok=True)
    (root / "etc/nginx/sites-enabled/default").symlink_to("../sites-available/default")
    return version.partition("-")[0]


@pytest.mark.parametrize("one", EXPECTED, ids=lambda one: f"{one.distribution}-{one.rule}-{one.at}")
def test_each_has_its_reason(one: Expected) -> None:
    assert one.distribution in SOURCES
    assert one.severity in {Severity.INFO.name.lower(), Severity.WARNING.name.lower()}
    assert len(one.reason.split()) > 4
