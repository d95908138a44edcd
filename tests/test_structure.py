"""The floors of the house: a module imports only from the floors below it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

FLOORS: dict[str, int] = {
    "nginxlint.text": 1,
    "nginxlint.files": 1,
    "nginxlint.syntax": 2,
    "nginxlint.nginx": 3,
    "nginxlint.repair": 4,
    "nginxlint.config": 5,
    "nginxlint.host": 6,
    "nginxlint.lint": 7,
    "nginxlint.rule": 8,
    "nginxlint.report": 9,
    "nginxlint.cli": 10,
    "nginxlint.lsp": 10,
}


ROOMS: dict[str, int] = {
    "": 1,
    "blocks": 2,
    "variables": 3,
    "writing": 3,
    "routes": 4,
    "answers": 5,
    "backends": 6,
    "tls": 6,
}
"""The rooms of ``nginxlint.config``, from the ground up; the first is the package itself."""


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and parts[2] in ROOMS else ""


def _package(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _imports(path: Path) -> set[str]:
    """Every module of nginxlint that a file imports, for typing too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("nginxlint"):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(name.name for name in node.names if name.name.startswith("nginxlint"))
    return found


@pytest.mark.parametrize(
    "path", sorted((ROOT / "nginxlint").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_module_imports_only_from_below(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    if module in ("nginxlint", "nginxlint.__main__"):
        return
    own = FLOORS[_package(module)]
    for imported in _imports(path):
        if imported == "nginxlint":
            continue
        assert FLOORS[_package(imported)] <= own, f"{module} imports {imported}"
        if _package(module) == _package(imported) == "nginxlint.config":
            assert ROOMS[_room(imported)] <= ROOMS[_room(module)], f"{module} imports {imported}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "rules").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_rule_imports_only_the_facade(path: Path) -> None:
    assert _imports(path) <= {"nginxlint.rule"}


def test_only_crossplane_builds_the_tree() -> None:
    """Every tree comes from crossplane: ``bridge.parse`` is the one caller, nothing else makes its
    dictionaries.
    """
    for path in (ROOT / "nginxlint").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        relative = str(path.relative_to(ROOT))
        if relative != "nginxlint/syntax/bridge.py":
            assert "crossplane_parser" not in text, relative
            assert "import crossplane" not in text, relative
        if relative not in ("nginxlint/syntax/tree.py", "nginxlint/config/configuration.py"):
            assert "Directive(" not in text.replace("class Directive(", ""), relative
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Dict):
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                assert not {"directive", "args"} <= keys, relative
