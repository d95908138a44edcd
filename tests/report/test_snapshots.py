"""What each format looks like, kept as snapshots (``pytest --snapshot-update`` after a change)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from nginxlint import __version__
from nginxlint.lint.finding import Severity
from nginxlint.report import FORMATS, Options, render
from nginxlint.report.github import step_summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from nginxlint.lint.finding import Outcome


@dataclass(frozen=True)
class Rule:
    id: str = "alias-traversal"
    category: str = "security"
    severity: Severity = Severity.WARNING
    title: str = "`alias` without a slash lets clients climb out of the folder"
    explanation: str = "What is wrong\nwith it.\n\nWhy it matters."
    url: str | None = "https://nginxlint.example/rules/alias-traversal"


def shown(text: str) -> str:
    """Escapes made readable, so that a snapshot is a text that a person can check."""
    return text.replace("\x1b", "<ESC>").replace(__version__, "VERSION")


@pytest.mark.parametrize("width", [80, 120])
def test_text(outcome: Outcome, width: int, snapshot: SnapshotAssertion) -> None:
    assert shown(render("text", outcome, Options(width=width))) == snapshot


@pytest.mark.parametrize("name", ["several_labels", "one_finding", "nothing", "whole_file"])
def test_text_in_colour(case: Callable[[str], Outcome], name: str, snapshot: SnapshotAssertion) -> None:
    report = render("text", case(name), Options(color=True, links=True))
    assert shown(report) == snapshot


@pytest.mark.parametrize("name", ["several_labels", "nested_inclusions"])
def test_text_verbose_with_statistics(
    case: Callable[[str], Outcome], name: str, snapshot: SnapshotAssertion
) -> None:
    report = render("text", case(name), Options(verbose=1, statistics=True))
    assert shown(report) == snapshot


def test_text_on_github(case: Callable[[str], Outcome], snapshot: SnapshotAssertion) -> None:
    assert shown(render("text", case("hostile_names"), Options(github=True))) == snapshot


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "text"])
def test_format(name: str, outcome: Outcome, snapshot: SnapshotAssertion) -> None:
    options = Options(cwd="/srv/checkout", rules=lambda: (Rule(),))
    assert shown(render(name, outcome, options)) == snapshot


def test_step_summary(outcome: Outcome, snapshot: SnapshotAssertion) -> None:
    assert step_summary(outcome, Options(cwd="/srv/checkout")) == snapshot
