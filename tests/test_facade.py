"""The facade of rules: what it promises, what it tells type checkers and what it loads are the same."""

from __future__ import annotations

import ast

from linting import ROOT

import nginxlint.rule


def _declared() -> dict[str, tuple[str, str]]:
    """Name → (module, name there) of the imports for type checkers."""
    tree = ast.parse((ROOT / "nginxlint" / "rule.py").read_text(encoding="utf-8"))
    return {
        name.asname or name.name: (node.module or "", name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nginxlint.")
        for name in node.names
    }


def test_names_and_homes_agree() -> None:
    assert sorted(nginxlint.rule.__all__) == sorted(_declared())
    assert _declared() == nginxlint.rule._HOME


def test_every_name_can_be_had() -> None:
    for name in nginxlint.rule.__all__:
        assert getattr(nginxlint.rule, name) is not None
