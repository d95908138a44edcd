"""Tokens against nginx's reader, and against crossplane's own lexer and parser."""

from __future__ import annotations

import glob
import os
from pathlib import Path

import crossplane
import pytest
from crossplane import lexer as crossplane_lexer
from hypothesis import given, strategies as st

from nginxlint.syntax import bridge
from nginxlint.syntax.tokens import MAX_PARAMETER, tokenize, unescape
from nginxlint.text.source import Source

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = [
    Path(path)
    for path in sorted(glob.glob(str(ROOT / "fixtures/**/*"), recursive=True))
    if os.path.isfile(path) and path.endswith((".conf", "appli", "nginx.conf", "types", "params"))
]


def words(text: str) -> list[str]:
    return [str(token) for token in tokenize(Source("x", text)).items]


def faults(text: str) -> list[tuple[str, int]]:
    return [tuple(fault) for fault in tokenize(Source("x", text)).faults]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b;", ["a", "b", ";"]),
        ("a\tb\r\n;", ["a", "b", ";"]),
        ("a \"b c\" 'd';", ["a", "b c", "d", ";"]),
        ('a b"c d";', ["a", 'b"c', 'd"', ";"]),
        ("a b#c;", ["a", "b#c", ";"]),
        ("a #b;\nc;", ["a", "c", ";"]),
        ("a ${b}c;", ["a", "${b}c", ";"]),
        ("a $b{c}", ["a", "$b", "{", "c}"]),
        ("a b{c;}", ["a", "b", "{", "c", ";", "}"]),
        ("a b}c;", ["a", "b}c", ";"]),
        (r"a \;b;", ["a", r"\;b", ";"]),
        (r"a b\ c;", ["a", r"b\ c", ";"]),
        (r'a "b\"c";', ["a", 'b"c', ";"]),
        (r"a \"b;", ["a", '"b', ";"]),
        (r"a b\tc\\d;", ["a", "b\tc\\d", ";"]),
        ('if ($a = "b") {}', ["if", "($a", "=", "b", ")", "{", "}"]),
        ("a\u00a0b;", ["a\u00a0b", ";"]),
        ("a\x0bb;", ["a\x0bb", ";"]),
        (
            "content_by_lua_block { a = '}' -- }\n b = [[ } ]] {} } c;",
            ["content_by_lua_block", " a = '}' -- }\n b = [[ } ]] {} ", ";", "c", ";"],
        ),
        ("set_by_lua_block $a { return '{' } b;", ["set_by_lua_block", "$a", " return '{' ", ";", "b", ";"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;", []),
        ("", []),
        ("# only this", []),
        (";", [("unexpected-mark", 0)]),
        ("{ }", [("unexpected-mark", 0)]),
        ("a }", [("unfinished", 2), ("extra-close", 2)]),
        ("}", [("extra-close", 0)]),
        ("a {", [("unclosed-block", 2)]),
        ("a b", [("end-in-directive", 3)]),
        ('a "b', [("unclosed-quote", 2)]),
        ('a "b"c;', [("after-quote", 5)]),
        ('a "b");', []),
    ],
)
def test_faults(text: str, expected: list[tuple[str, int]]) -> None:
    assert faults(text) == expected


@pytest.mark.parametrize(
    ("text", "too_long"),
    [
        ("a " + "x" * (MAX_PARAMETER - 1) + ";", False),
        ("a " + "x" * (MAX_PARAMETER - 1) + " ;", True),
        ("a " + "x" * MAX_PARAMETER + ";", True),
        ('a "' + "x" * (MAX_PARAMETER - 2) + '";', False),
        ('a "' + "x" * (MAX_PARAMETER - 1) + '";', True),
        ("#" + "x" * (MAX_PARAMETER - 2) + "\n\n", False),
        ("#" + "x" * MAX_PARAMETER + "\n", True),
        ("a " + "é" * (MAX_PARAMETER // 2) + ";", True),
    ],
)
def test_length_of_a_parameter(text: str, too_long: bool) -> None:
    assert any(kind == "too-long" for kind, _ in faults(text)) is too_long


def test_every_token_knows_its_place() -> None:
    source = Source("x", 'server {\r\n  listen\t"80" ; # ü\n}')
    tokens = tokenize(source)
    assert [(t.raw, tuple(t.span.first), t.quote) for t in tokens.items] == [
        ("server", (1, 1), ""),
        ("{", (1, 8), ""),
        ("listen", (2, 3), ""),
        ('"80"', (2, 10), '"'),
        (";", (2, 15), ""),
        ("}", (3, 1), ""),
    ]
    assert [str(comment) for comment in tokens.comments] == ["# ü"]


def test_a_part_of_a_token_keeps_its_place() -> None:
    source = Source("x", 'if ("$a" = b) { }')
    document = bridge.parse(tokenize(source))
    args = document[0]["args"]
    assert [(str(arg), arg.raw) for arg in args] == [('"$a"', '"$a"'), ("=", "="), ("b", "b")]
    assert args[2].span.first == (1, 12)


@given(st.text(alphabet=st.sampled_from("ab $#;{}\"'\\\n\r\t)(é\0")))
def test_pieces_give_back_the_text(text: str) -> None:
    assert "".join(tokenize(Source("x", text)).pieces()) == text


@given(st.binary())
def test_any_bytes_are_read_without_loss(data: bytes) -> None:
    source = Source.from_bytes("x", data)
    assert source.encode() == data
    assert "".join(tokenize(source).pieces()) == source.text


def _as_crossplane(path: Path) -> list[tuple[str, int, bool]] | None:
    try:
        return list(crossplane_lexer.lex(str(path)))
    except Exception:
        return None


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: str(path.relative_to(ROOT / "fixtures")))
def test_tokens_and_tree_equal_crossplanes(path: Path) -> None:
    source = Source.from_bytes(path.name, path.read_bytes())
    tokens = tokenize(source)
    theirs = _as_crossplane(path)
    # crossplane takes any Unicode space for white space, and recurses.
    odd = any(char.isspace() and char not in " \t\n" for char in source.text)
    if (
        tokens.faults
        or theirs is None
        or source.encoding != "utf-8"
        or odd
        or tokens.depth > bridge.MAX_DEPTH
    ):
        pytest.skip("not accepted by both")
    # crossplane leaves nginx's escapes in.
    # Of a body of Lua it names the last line.
    lines = [source.line_at(token.end) if token.quote == "{" else token.line for token in tokens.items]
    ours = [(str(token), line, token.quote != "") for token, line in zip(tokens.items, lines, strict=True)]
    assert ours == [
        (unescape(token), line, quoted)
        for token, line, quoted in theirs
        if quoted or not token.startswith("#")
    ]
    payload = crossplane.parse(str(path), single=True, check_ctx=False, check_args=False, comments=False)
    assert _plain(bridge.parse(tokens), tokens.items) == _unescaped(payload["config"][0]["parsed"])


def _plain(parsed: list[dict], items: list) -> list[dict]:  # type: ignore[type-arg]
    return [
        {
            **block,
            "directive": str(block["directive"]),
            "line": items[block["line"]].line,
            "args": [str(arg) for arg in block["args"]],
            **({"block": _plain(block["block"], items)} if "block" in block else {}),
        }
        for block in parsed
    ]


def _unescaped(parsed: list[dict]) -> list[dict]:  # type: ignore[type-arg]
    # Comments among arguments become directives named "#" even when comments are left out.
    return [
        {
            **block,
            "args": [unescape(arg) for arg in block["args"]],
            **({"block": _unescaped(block["block"])} if "block" in block else {}),
        }
        for block in parsed
        if block["directive"] != "#"
    ]


def test_depth_is_checked_before_crossplane_recurses() -> None:
    text = "a {" * 100_000 + "}" * 100_000
    with pytest.raises(bridge.TooDeepError):
        bridge.parse(tokenize(Source("x", text)))


def test_crossplanes_own_use_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.conf"
    path.write_text("events { }\n")
    assert crossplane.parse(str(path))["config"][0]["parsed"][0]["directive"] == "events"
