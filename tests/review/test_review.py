"""What was found when warnings on deployed configurations were read (docs/review)."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from linting import ROOT

from nginxlint.lint import index

RULES = index.built_in()
CATEGORIES = {
    "security-tls": {"security", "tls"},
    "others": {"semantics", "proxy", "performance", "deprecation", "portability", "style"},
}
A_RULE = 3
WORTH_ACTING_ON = 0.95


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / f"docs/review/{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("name", CATEGORIES)
class TestReview:
    def test_is_of_rules_that_exist(self, name: str) -> None:
        for row in _rows(name):
            assert RULES[row["rule"]].category in CATEGORIES[name], row["rule"]
            assert row["severity"] in ("warning", "info")

    def test_names_its_places(self, name: str) -> None:
        places = Counter(
            (row["repository"], row["file"], row["line"], row["rule"], row["message"]) for row in _rows(name)
        )
        assert max(places.values()) == 1
        for row in _rows(name):
            assert "/" in row["repository"]
            assert len(row["commit"]) == 40
            assert int(row["line"]) >= 0

    def test_draws_few_of_each_rule(self, name: str) -> None:
        counts = Counter((row["rule"], row["severity"]) for row in _rows(name))
        assert max(counts.values()) <= A_RULE

    def test_has_two_verdicts(self, name: str) -> None:
        for row in _rows(name):
            assert {row["first"], row["second"]} <= {"act", "weak", "wrong"}

    @pytest.mark.parametrize("reader", ["first", "second"])
    def test_is_worth_acting_on(self, name: str, reader: str) -> None:
        rows = [row for row in _rows(name) if row["severity"] == "warning"]
        worth = sum(row[reader] == "act" for row in rows)
        assert worth >= WORTH_ACTING_ON * len(rows)
