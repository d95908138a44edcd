"""Every rule: complete, documented, indexed, and right about its fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linting import FIXTURES, expectations, run

from nginxlint.config.contexts import context_of
from nginxlint.lint import index
from nginxlint.lint.finding import Severity
from nginxlint.lint.registration import CATEGORIES

if TYPE_CHECKING:
    from pathlib import Path

RULES = index.built_in()
FOLDER = FIXTURES / "rules"
CASES = sorted(
    path
    for path in FOLDER.glob("*/*")
    if path.name.startswith(("bad", "good")) and (path.suffix == ".conf" or path.is_dir())
)


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", CASES, ids=_id)
def test_fixture(path: Path) -> None:
    expected = expectations(path)
    rule = path.parent.name
    target = path / "nginx.conf" if (path / "nginx.conf").is_file() else path
    base = path if path.is_dir() else path.parent
    context = expected.options.get("context")
    default_on = RULES[rule].default
    done = run(
        target,
        version=expected.options.get("nginx-version"),
        select=None if default_on else (*(name for name, entry in RULES.items() if entry.default), rule),
        context=None if context is None else context_of(context),
    )
    assert not done.outcome.failures
    found = {
        (
            str(one.source.path).removeprefix(f"{base}/"),
            0 if one.span is None else one.span.line,
            one.rule,
        )
        for one in done.outcome.findings
        # Advice of other rules does not disturb an example.
        if one.rule == rule or one.severity > Severity.INFO
    }
    assert found == expected.rules
    if path.name.startswith("bad"):
        assert any(name == rule for _, _, name in expected.rules), "a bad fixture must expect its rule"
    else:
        assert not expected.rules, "a good fixture must expect nothing"


@pytest.mark.parametrize("entry", RULES.values(), ids=list(RULES))
class TestRule:
    def test_has_fixtures(self, entry: index.RuleEntry) -> None:
        names = {path.name for path in (FOLDER / entry.id).glob("*")}
        kinds = ("example_bad", "example_good") if entry.host else ("bad", "good")
        for kind in kinds:
            assert any(name.startswith(kind) for name in names), f"{entry.id} has no {kind} fixture"

    def test_has_a_page(self, entry: index.RuleEntry) -> None:
        rule = entry.load()
        assert len(entry.title) <= 90
        assert not entry.title.endswith(".")
        explanation = rule.explanation()
        assert len(explanation.split()) >= 25
        assert "ow to fix" in explanation
        assert "!" not in explanation.replace("!=", "").replace("!~", "").replace("!-", "").replace(
            "!aNULL", ""
        )

    def test_name_file_and_category_agree(self, entry: index.RuleEntry) -> None:
        assert entry.category in CATEGORIES
        name = entry.id.replace("-", "_")
        assert entry.module == f"nginxlint.rules.{entry.category}.{name}"
        assert entry.class_name.lower() == entry.id.replace("-", "").lower()


def test_index_is_current() -> None:
    with open(f"{index.folder()}/{index.INDEX}", encoding="utf-8") as file:
        assert file.read() == index.dump(index.fresh()), "run python -m nginxlint.lint.index"


def test_fixture_folders_belong_to_rules() -> None:
    assert {path.name for path in FOLDER.iterdir()} <= set(RULES)
