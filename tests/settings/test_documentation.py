"""The pages about options and settings name each of them, and their examples are taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest
from inprocess import command, tree
from linting import ROOT

from nginxlint.cli.group import _COMMANDS
from nginxlint.lint.settings import KEYS

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = (ROOT / "docs/CONTRACT.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")


def test_every_option_is_promised() -> None:
    from nginxlint.cli.check import command as check

    for parameter in check.params:
        if isinstance(parameter, click.Option):
            names = [*parameter.opts, *parameter.secondary_opts]
            assert any(f"`{name}" in CONTRACT or f", `{name}" in CONTRACT for name in names), names


def test_every_promised_option_is_there() -> None:
    from nginxlint.cli.check import command as check

    known = {name for parameter in check.params for name in (*parameter.opts, *parameter.secondary_opts)}
    rows = re.findall(r"^\| (`-.*?) \|", CONTRACT, re.MULTILINE)
    assert rows
    for name in re.findall(r"`(--?[\w-]+)", " ".join(rows)):
        assert name in known, name


def test_every_command_is_promised() -> None:
    for name in _COMMANDS:
        assert f"nginxlint {name}" in CONTRACT


def test_every_key_is_described() -> None:
    for key in KEYS:
        assert re.search(rf"^\| `\[?{key}[.`\]]", CONFIGURATION, re.MULTILINE), key


@pytest.mark.parametrize("text", re.findall(r"```toml\n(.*?)```", CONFIGURATION, re.DOTALL))
def test_examples_are_taken(tmp_path: Path, text: str) -> None:
    tree(tmp_path, {"a.conf": "events {}\n", ".nginxlint.toml": text})
    done = command("a.conf", cwd=tmp_path)
    assert done.status in (0, 1), done.err
