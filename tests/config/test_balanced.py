"""A brace too few and one too many cancel out for nginx's reader: the places show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linting import brief, findings

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
events {
}
http {
    server {
        location / {
            root /a;
        }

    server {
        location / {
            root /b;
        }
        }
    }
}
"""


def test_both_braces_are_found(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(TEXT)
    found = [one for one in findings(tmp_path / "nginx.conf") if one.category == "syntax"]
    assert brief(found) == ["missing-closing-brace 8:1", "unexpected-closing-brace 13:9"]
