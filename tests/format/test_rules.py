"""The rules about the layout: what they say, what their fixes make, what settings choose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inprocess import command, concise, tree
from linting import ROOT

from nginxlint.syntax.layout import lay_out, same_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES = (
    "brace-style,consecutive-blank-lines,indentation,line-ending,missing-final-newline,mixed-indentation,"
    "one-directive-per-line,space-before-semicolon,spacing,trailing-whitespace"
)
DEMONSTRATION = (Path(__file__).parent / "demonstration.conf").read_text(encoding="utf-8")


def fixed(folder: Path, text: str, rules: str = RULES, settings: str = "") -> str:
    """A text after the fixes of these rules, of which nothing is left to say then."""
    tree(folder, {"a.conf": "", ".nginxlint.toml": settings})
    (folder / "a.conf").write_bytes(text.encode())
    arguments = ("check", "--select", rules, "--fail-on", "info", "a.conf")
    done = command(*arguments, "--format", "concise", "--fix", "-q", cwd=folder)
    # Nothing in Lua is changed, its last brace may stay where it is.
    assert "_by_lua_block" in text or done.status == 0, done.out
    assert "not fixed" not in done.err
    return (folder / "a.conf").read_bytes().decode()


def test_fixes_keep_the_tokens_and_leave_little_to_format(tmp_path: Path) -> None:
    done = fixed(tmp_path, DEMONSTRATION, settings="[rules.brace-style]\none-line = false\n")
    assert same_tokens(DEMONSTRATION, done)
    # The rules let pass how far further lines and comments stand off, and blanks in empty blocks.
    left = set(done.split("\n")) - set(lay_out(done).text.split("\n"))
    assert sorted(left) == [
        "        '\"$http_user_agent\"';  # two spaces before this",
        "        location /c { }",
        "      # what browsers ask for",
        "      image/svg+xml",
        "    server {   # the only one",
    ]


@pytest.mark.parametrize(
    "path",
    [
        path
        for rule in RULES.split(",")
        for path in sorted((ROOT / "fixtures/rules" / rule).glob("bad*.conf"))
    ],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_fixes_of_fixtures(tmp_path: Path, path: Path) -> None:
    text = path.read_bytes().decode()
    assert same_tokens(text, fixed(tmp_path, text, path.parent.name))


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("line-ending", "a 'b\r\nc';\r\nd;\n", "a 'b\r\nc';\nd;\n"),
        ("line-ending", "a; # x\r\nb\r\n c;\r\n", "a; # x\nb\n c;\n"),
        ("missing-final-newline", "a;", "a;\n"),
        ("missing-final-newline", "a;\r\nb; # x", "a;\r\nb; # x\r\n"),
        ("consecutive-blank-lines", "\n\na;\n\n\n\nb;\n\n", "a;\n\nb;\n"),
        ("consecutive-blank-lines", "a {\n\n  b;\n\n}\n", "a {\n  b;\n}\n"),
        ("trailing-whitespace", "a; \r\nb 'c ' # x\t\n\t\n;", "a;\r\nb 'c ' # x\n\n;"),
        ("trailing-whitespace", "a;\n  ", "a;\n"),
        ("space-before-semicolon", "a ;b\n;", "a;b;"),
        ("one-directive-per-line", "a {\n  b; c; d {} e;\n}\n", "a {\n  b;\n  c;\n  d {}\n  e;\n}\n"),
        ("brace-style", "a\n{\n  b; }\n", "a {\n  b;\n}\n"),
        ("brace-style", "a{ b; c; }", "a {\n    b; c;\n}"),
        ("spacing", "a  b\tc;", "a b c;"),
        ("indentation", "a {\n  b;\n c\n   d;\n}\n", "a {\n  b;\n  c\n   d;\n}\n"),
        ("indentation", "a {\n\tb;\n\t\tc;\n}\n", "a {\n\tb;\n\tc;\n}\n"),
        ("mixed-indentation", "a {\n  b;\n\tc;\n  d;\n}\n", "a {\n  b;\n  c;\n  d;\n}\n"),
    ],
)
def test_fixes(tmp_path: Path, rule: str, text: str, expected: str) -> None:
    assert fixed(tmp_path, text, rule) == expected


@pytest.mark.parametrize(
    ("rule", "options", "text", "lines"),
    [
        ("line-ending", {"style": '"crlf"'}, "a;\r\nb;\nc;\r\n", [2]),
        ("line-ending", {"style": '"crlf"'}, "a;\r\nb;\r\n", []),
        ("consecutive-blank-lines", {"most": "2"}, "a;\n\n\nb;\n\n\n\nc;\n", [5]),
        ("consecutive-blank-lines", {"most": "0"}, "a;\n\nb;\n", [2]),
        ("brace-style", {"one-line": "false"}, "a { b; }\n", [1, 1]),
        ("brace-style", {}, "a { b; }\n", []),
        ("indentation", {"indent": '"2"'}, "a {\n    b;\n}\n", [2]),
        ("indentation", {"indent": '"tab"'}, "a {\n    b;\n}\n", [2]),
        ("indentation", {}, "a {\n    b;\n}\n", []),
        ("indentation", {"most": "1"}, "a {\nb;\nc;\n}\n", [2]),
        ("indentation", {"most": "2"}, "a {\nb;\nc;\n}\n", [2, 3]),
        ("mixed-indentation", {"most": "1"}, "a {\n b;\n b;\n b;\n\tc;\n\tc;\n}\n", [5]),
    ],
)
def test_options(tmp_path: Path, rule: str, options: Mapping[str, str], text: str, lines: list[int]) -> None:
    settings = "".join(f"{key} = {value}\n" for key, value in options.items())
    tree(tmp_path, {".nginxlint.toml": f'select = ["{rule}"]\n[rules.{rule}]\n{settings}'})
    (tmp_path / "a.conf").write_bytes(text.encode())
    assert concise("a.conf", cwd=tmp_path).findings == [f"a.conf:{line} {rule}" for line in lines]


@pytest.mark.parametrize("text", ["a {\n  b\n", "listen {{ a }};  \n", "a;\n}\n\n\n"])
def test_what_is_broken_or_a_template_has_no_layout(tmp_path: Path, text: str) -> None:
    tree(tmp_path, {"a.conf": text})
    assert concise("--select", RULES, "a.conf", cwd=tmp_path).out.count("[") == 0
