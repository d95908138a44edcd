"""Each rule that asks the machine has a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nginxlint.lint import index

TEXTS = "\n".join(
    file.read_text() for file in Path(__file__).parent.glob("test_*.py") if file != Path(__file__)
)
HOST = sorted(entry.id for entry in index.built_in().values() if entry.host)


@pytest.mark.parametrize("rule", HOST)
def test_has_a_test(rule: str) -> None:
    assert f'"{rule}"' in TEXTS
