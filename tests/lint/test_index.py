"""Rules from elsewhere: installed packages and folders, and what is not taken for one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from nginxlint.lint import index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RULE = '''
from nginxlint.rule import Rule, Severity, on

class Shouting(Rule):
    """Names in capitals."""
    id = "{id}"
    severity = Severity.INFO

    @on("server_name")
    def check(self, directive, report):
        report(directive.args[0], "a name")
'''


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that stands for the interpreter's site-packages, with a package of rules in it."""
    (tmp_path / "acme_nginx_rules.py").write_text(RULE.format(id="acme/shouting"))
    info = tmp_path / "acme_nginx_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-nginx-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[nginxlint.rules]\nacme = acme_nginx_rules\n")
    monkeypatch.setattr(index, "_installation", lambda: [str(tmp_path)])
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("acme_nginx_rules", None)


def test_rules_of_an_installed_package_are_found(installed: Path) -> None:
    rules, failures = index.from_packages()
    assert failures == []
    assert {name: entry.origin for name, entry in rules.items()} == {"acme/shouting": "acme-nginx-rules"}
    assert rules["acme/shouting"].directives == ("server_name",)


def test_a_package_that_cannot_be_loaded_is_named(installed: Path) -> None:
    (installed / "acme_nginx_rules.py").write_text("import does_not_exist\n")
    rules, failures = index.from_packages()
    assert rules == {}
    assert len(failures) == 1
    assert "acme-nginx-rules" in failures[0]


def test_an_id_without_a_prefix_is_refused(installed: Path) -> None:
    (installed / "acme_nginx_rules.py").write_text(RULE.format(id="shouting"))
    _, failures = index.from_packages()
    assert "needs a prefix" in failures[0]


def test_only_the_installation_is_looked_at(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(installed)
    monkeypatch.syspath_prepend(str(installed))
    assert str(installed) not in index._installation()


def test_a_new_rule_file_is_found_without_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "INDEX", "no-such-index.json")
    assert set(index.built_in()) == {entry.id for entry in index.fresh()}
