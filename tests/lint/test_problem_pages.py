"""Every problem that reading a configuration can meet has a rule, which is its page and its switch."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nginxlint.lint.index import built_in

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[2] / "nginxlint"
FLOORS = ("nginx", "repair", "config")

#: function -> the position of the argument that is a rule's id
POSITIONS = {"Problem": 0, "Mistake": 0, "Complaint": 0, "warning": 1}
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+\Z")


def _texts(node: ast.expr | None) -> Iterator[str]:
    """The strings that an expression may be: itself, or the branches of a choice."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)


def _ids(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
                at = POSITIONS.get(name)
                if at is not None and at < len(args):
                    yield from _texts(args[at])
                for keyword in keywords:
                    if keyword.arg == "rule":
                        yield from _texts(keyword.value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.lower().strip("_") == "rule":
                yield from _texts(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if name.lower().strip("_") == "rule":
                yield from _texts(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for target, value in zip(names, values, strict=True):
                    if isinstance(target, ast.Name) and target.id == "rule":
                        yield from _texts(value)
            case ast.FunctionDef(args=ast.arguments() as arguments):
                for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
                    if arg.arg == "rule":
                        yield from _texts(default)


def emitted() -> dict[str, set[str]]:
    """The ids that the code below the rules reports, with the modules that do."""
    found: dict[str, set[str]] = {}
    for floor in FLOORS:
        for path in sorted((PACKAGE / floor).rglob("*.py")):
            for name in _ids(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(name, set()).add(str(path.relative_to(PACKAGE)))
    return found


EMITTED = emitted()


def test_finds_the_ids() -> None:
    """The look through the code sees what it should."""
    assert {"unknown-directive", "missing-semicolon", "include-cycle", "invalid-regex"} <= set(EMITTED)
    assert all(KEBAB.match(name) for name in EMITTED)


@pytest.mark.parametrize("name", sorted(EMITTED))
def test_has_a_page(name: str) -> None:
    """Without a rule of its id a problem is never shown."""
    assert name in built_in(), f"no rule for {name}, which {sorted(EMITTED[name])} report"


@pytest.mark.parametrize(
    "name",
    sorted(entry.id for entry in built_in().values() if not entry.directives and entry.whole is None),
)
def test_page_is_used(name: str) -> None:
    """A rule that looks at nothing itself is the page of a problem that something reports."""
    cls = built_in()[name].load()
    listens = any(subscription.kind == "problem" for _, subscription in cls.subscriptions())
    engine = {"invalid-ignore-comment", "unused-ignore-comment"}
    assert name in EMITTED or listens or name in engine
