"""Comments that hide findings: with reasons where they are asked for, and another linter's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inprocess import command, concise, tree

if TYPE_CHECKING:
    from pathlib import Path


def test_reasons_are_asked_for_in_strict(tmp_path: Path) -> None:
    text = "foo; # nginxlint: ignore[unknown-directive]\nbar; # nginxlint: ignore[unknown-directive] ours\n"
    tree(tmp_path, {"a.conf": text})
    assert concise("a.conf", cwd=tmp_path).findings == []
    one = ["a.conf:1 invalid-ignore-comment"]
    assert concise("a.conf", "--profile", "strict", cwd=tmp_path).findings == one
    tree(tmp_path, {".nginxlint.toml": "require-reason = true\n"})
    assert concise("a.conf", cwd=tmp_path).findings == one
    tree(tmp_path, {".nginxlint.toml": 'profile = "strict"\nrequire-reason = false\n'})
    assert concise("a.conf", cwd=tmp_path).findings == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("server {\n  # nginx-lint:ignore server-tokens-enabled why\n  server_tokens on;\n}\n", []),
        ("server {\n  server_tokens on; # nginx-lint:ignore server-tokens-enabled why\n}\n", []),
        (
            ("server {\n  server_tokens on; # nginx-lint:ignore autoindex-enabled why\n}\n"),
            ["a.conf:2 server-tokens-on"],
        ),
        (
            ("# nginx-lint:ignore server-tokens-enabled why\nserver {\n  server_tokens on;\n}\n"),
            ["a.conf:3 server-tokens-on"],
        ),
        (
            (
                "server {\n"
                "  autoindex on; # nginx-lint:ignore server-tokens-enabled,autoindex-enabled why\n"
                "}\n"
            ),
            [],
        ),
        ("events {} # nginx-lint:ignore made-up-rule why\n", []),
    ],
)
def test_comments_of_nginx_lint(tmp_path: Path, text: str, expected: list[str]) -> None:
    tree(tmp_path, {"a.conf": text})
    found = concise("a.conf", "--select", "server-tokens-on,autoindex-on,unused-ignore-comment", cwd=tmp_path)
    assert found.findings == expected


def test_its_comment_about_the_context(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {"a.conf": "# nginx-lint:context http,server,location\nproxy_pass http://127.0.0.1;\nlisten 80;\n"},
    )
    assert concise("a.conf", "--select", "syntax", cwd=tmp_path).findings == [
        "a.conf:3 invalid-directive-context"
    ]


def test_unused_and_unknown_ones_are_mended(tmp_path: Path) -> None:
    main = (
        "events {}\nhttp {\n    server_tokens off;\n"
        "    foo; # nginxlint: ignore[unknown-directve, missing-semicolon] ours\n"
        "}\n"
    )
    tree(tmp_path, {"nginx.conf": main})
    command("nginx.conf", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert "ignore[unknown-directive] ours" in (tmp_path / "nginx.conf").read_text()
