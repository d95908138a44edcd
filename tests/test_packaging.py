"""The wheel holds all that the checkout has, and works away from it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from linting import ROOT

from nginxlint.cli import examples
from nginxlint.lint import index


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    # The build writes beside the sources, so it gets a copy of what is tracked or about to be.
    source = tmp_path_factory.mktemp("source")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.split(b"\0")
    for name in filter(None, listed):
        path = ROOT / name.decode()
        if path.is_file() and not path.is_symlink():
            target = source / name.decode()
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(source)],
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), str(wheel)],
        check=True,
    )
    (tmp_path / "x.conf").write_text("server {\n    listen 80\n}\n")

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(target)},
        )

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return python("-m", "nginxlint", *arguments)

    for module in ("nginxlint", "nginxlint.rules"):
        where = python("-c", f"import {module}; print({module}.__file__)").stdout
        assert where.startswith(str(target))
    done = command("--format", "json", "x.conf")
    assert [one["rule"] for one in json.loads(done.stdout)["diagnostics"]] == ["missing-semicolon"]
    rows = json.loads(command("rules", "--format", "json").stdout)["rules"]
    assert {row["id"] for row in rows} == set(index.built_in())
    assert "## Wrong" in command("explain", "listen-443-without-ssl").stdout


def test_the_wheel_holds_data_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "nginxlint/py.typed" in names
    assert "nginxlint/rules/index.json" in names
    assert "nginxlint/rules/examples.json" in names
    assert any(name.startswith("nginxlint/nginx/data/") for name in names)
    assert not any(name.startswith(("tests/", "fixtures/")) for name in names)


def test_every_package_is_listed() -> None:
    """A folder of modules that pyproject.toml forgets would be missing from the wheel."""
    listed = set(re.findall(r'^  "(nginxlint[\w.]*)",$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE))
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "nginxlint").rglob("__init__.py")
    }
    folders |= {
        ".".join(["nginxlint", *path.parent.relative_to(ROOT).parts])
        for path in (ROOT / "rules").rglob("__init__.py")
    }
    assert folders <= listed


def test_examples_are_current() -> None:
    folder = ROOT / "fixtures" / "rules"
    found = {
        path.name: [list(example) for example in examples.from_fixtures(str(path))]
        for path in sorted(folder.iterdir())
    }
    with open(f"{index.folder()}/examples.json", encoding="utf-8") as file:
        assert file.read() == examples.dump(found), "run python -m nginxlint.cli.examples"
