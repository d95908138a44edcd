"""The generated pages are those of today's rules."""

from __future__ import annotations

import importlib.util

from linting import ROOT


def test_rule_pages_are_current() -> None:
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "tools" / "build_docs.py")
    assert spec is not None
    assert spec.loader is not None
    build_docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build_docs)
    written = {path.name: path.read_text(encoding="utf-8") for path in build_docs.FOLDER.glob("*.md")}
    assert written == build_docs.pages(), "run python tools/build_docs.py"
