"""What follows from another finding is not told beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linting import brief, findings

if TYPE_CHECKING:
    from pathlib import Path

SWALLOWED = "server {\n    listen 80;\n    server_name a.example.com\n    root /srv/www;\n}\n"


def test_words_that_a_missing_semicolon_swallows(tmp_path: Path) -> None:
    file = tmp_path / "site.conf"
    file.write_text(SWALLOWED)
    assert brief(findings(file)) == ["missing-semicolon 3:30"]


def test_without_that_finding_they_are_told(tmp_path: Path) -> None:
    file = tmp_path / "site.conf"
    file.write_text(SWALLOWED)
    assert brief(findings(file, select=("server-name-invalid",))) == ["server-name-invalid 4:10"]
