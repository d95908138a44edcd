"""The layout: every token stays, and formatting what came out changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st

from nginxlint.lint.formatting import formatted
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST
from nginxlint.syntax import layout
from nginxlint.syntax.bridge import MAX_DEPTH
from nginxlint.syntax.layout import LayoutError, lay_out, same_tokens
from nginxlint.syntax.tokens import WHITE_SPACE, tokenize
from nginxlint.text.source import Source

HERE = Path(__file__).resolve().parent
FIXTURES = sorted(path for path in (HERE.parent.parent / "fixtures").rglob("*.conf") if path.is_file())


def read(text: str) -> list[tuple[str, str, str]]:
    """Values, quotes and characters of all tokens, comments among them."""
    tokens = tokenize(Source("", text))
    comments = [(token.start, token.end, "#", "", token.rstrip(WHITE_SPACE)) for token in tokens.comments]
    items = [(token.start, token.end, str(token), token.quote, token.raw) for token in tokens.items]
    return [found[2:] for found in sorted([*items, *comments])]


def laid(text: str, indent: str = "    ") -> str:
    """A text in its layout, having seen that it keeps its tokens and comes to rest."""
    done = lay_out(text, indent).text
    assert read(done) == read(text)
    assert same_tokens(text, done)
    assert lay_out(done, indent).text == done
    return done


def test_demonstration() -> None:
    text = (HERE / "demonstration.conf").read_text(encoding="utf-8")
    assert laid(text) == (HERE / "laid_out.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("a  b;", "a b;\n"),
        ("a\tb\r\n;\r\n", "a b;\n"),
        ("a;b;", "a;\nb;\n"),
        ("a; # x  \n", "a; # x\n"),
        ("#x", "#x\n"),
        ("\n\na;\n\n\n\nb;\n\n", "a;\n\nb;\n"),
        ("a{b;}", "a {\n    b;\n}\n"),
        ("a\n{\n\nb;\n\n}", "a {\n    b;\n}\n"),
        ("a { }", "a {}\n"),
        ("a {\n\n} b;", "a {}\nb;\n"),
        ("a { # x\n}", "a { # x\n}\n"),
        ("a {} # x", "a {} # x\n"),
        ("a { b; } # x", "a {\n    b;\n} # x\n"),
        ("a { b {} c {} }", "a {\n    b {}\n    c {}\n}\n"),
        ("a # x\n{ b; }", "a # x\n{\n    b;\n}\n"),
        ("a\n# x\n{ b; }", "a\n    # x\n{\n    b;\n}\n"),
        ("a\nb;", "a\n    b;\n"),
        ("a\n\n\nb;", "a\n\n    b;\n"),
        ("a\n;", "a;\n"),
        ("a # x\n;", "a # x\n    ;\n"),
        ("a\nb\n\n;", "a\n    b\n\n    ;\n"),
        ("a\nb\n{ }", "a\n    b {}\n"),
        ("a { b\nc; # x\n# y\n}", "a {\n    b\n        c; # x\n    # y\n}\n"),
        ("a 'b\n  c'   d;", "a 'b\n  c' d;\n"),
        ("a 'b' 'c\n\n  d' # e\n 'f\n';", "a 'b' 'c\n\n  d' # e\n    'f\n';\n"),
        ('if ( $a = "b" ) {}', 'if ( $a = "b" ) {}\n'),
        ('if ($a = "b") {}', 'if ($a = "b") {}\n'),
        (r"a b\ ;", "a b\\ ;\n"),
        ("a b\\\n c;", "a b\\\n c;\n"),
        ("a b\\\\\n c;", "a b\\\\\n    c;\n"),
        ("a b# c;", "a b# c;\n"),
        ("a ${b}{c;}", "a ${b} {\n    c;\n}\n"),
        ("a b{2} {c;}}", "a b {\n    2} {\n        c;\n    }\n}\n"),
        ("a_by_lua_block\n\n{ b = '}' --[[ } ]]\n  } c;", "a_by_lua_block { b = '}' --[[ } ]]\n  }\nc;\n"),
        ("a { b_by_lua_block $c {} }", "a {\n    b_by_lua_block $c {}\n}\n"),
        ("a b_by_lua_block { c; }", "a b_by_lua_block {\n    c;\n}\n"),
        ("a_by_lua_block # x\n{ b }", "a_by_lua_block # x\n{ b }\n"),
        ("a_by_lua_block b;", "a_by_lua_block b;\n"),
        ("'a_by_lua_block' { } }", None),
    ],
)
def test_layouts(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(LayoutError):
            lay_out(text)
    else:
        assert laid(text) == expected


@pytest.mark.parametrize(
    "text", ["a", "a {", "}", ";", "{ }", "a; }", "a 'b", "a 'b'c;", "a }", "a_by_lua_block {"]
)
def test_broken(text: str) -> None:
    with pytest.raises(LayoutError):
        lay_out(text)
    assert tokenize(Source("", text)).faults


def test_depth_is_bounded() -> None:
    deep = "a {" * 502 + "}" * 502
    with pytest.raises(LayoutError, match="deep"):
        lay_out(deep)


def test_growth_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a {" * 100 + "b;\n" * 1000 + "}" * 100
    assert len(lay_out(text).text) > 400_000
    monkeypatch.setattr(layout, "MAX_GROWTH", 200_000)
    with pytest.raises(LayoutError, match="deep"):
        lay_out(text)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
@pytest.mark.parametrize("indent", ["  ", "\t"])
def test_fixtures(path: Path, indent: str) -> None:
    source = Source.from_bytes(path.name, path.read_bytes())
    try:
        laid(source.text, indent)
    except LayoutError:
        assert tokenize(source).faults or tokenize(source).depth > MAX_DEPTH
    else:
        assert not [fault for fault in tokenize(source).faults if fault.kind != "too-long"]


# -- any text --------------------------------------------------------------------------------------

PLAIN = [
    "a",
    "server",
    "$b",
    "${c}",
    "d{",
    "e}",
    "f#g",
    "\\;",
    "\\ ",
    "h\\",
    "i\\\\",
    "\\{",
    "$",
    "${",
    "(",
    ")",
]
QUOTED = ['"j"', "'k  l'", '"m\n  n"', '"o;{}#"', '"p\\"q"', "'r\r\ns'", '")"']
ODD = ["t_by_lua_block", "'u_by_lua_block'", "\0", "ü", "\x0b", "\ufeff"]
WORDS = st.sampled_from([*PLAIN, *QUOTED, *ODD])
MARKS = st.sampled_from([";", "{", "}", ";", "{", "}", "# v\n", "# w  \r\n", "#\n", "#", "# { ; '\n"])
BLANKS = st.sampled_from(["", " ", "  ", "\t", "\n", "\n\n\n", "\r\n", "\r", " \n "])
SOUP = st.lists(st.one_of(WORDS, MARKS, BLANKS, st.just(" ")), max_size=40).map("".join)


@given(SOUP, st.sampled_from(["    ", "\t"]))
@example("a_by_lua_block{}", "\t")
@settings(max_examples=400)
def test_any_text_has_a_layout_or_faults(text: str, indent: str) -> None:
    faults = [fault for fault in tokenize(Source("", text)).faults if fault.kind != "too-long"]
    try:
        done = lay_out(text, indent)
    except LayoutError:
        assert faults
        return
    assert not faults
    assert read(done.text) == read(text)
    assert lay_out(done.text, indent).text == done.text


GAPS = st.lists(st.sampled_from([" ", "  ", "\t", "\n", "\r\n"]), min_size=1, max_size=3).map("".join)
STATEMENTS = st.recursive(
    st.lists(
        st.sampled_from(["a", "$b", '"c d"', "'e\n f'", "\\;g", "h{1}i"[:1]]), min_size=1, max_size=4
    ).map(lambda words: [*words, ";"]),
    lambda inner: st.lists(inner, max_size=3).map(
        lambda blocks: ["x", "{", *(word for block in blocks for word in block), "}"]
    ),
    max_leaves=12,
)


@given(STATEMENTS, st.data())
def test_white_space_does_not_matter(words: list[str], data: st.DataObject) -> None:
    text = "".join(word + data.draw(GAPS) for word in words)
    done = laid(text)
    assert [raw for _, _, raw in read(done)] == words
    # On one line there is nothing to keep: what comes out depends on the tokens alone.
    assert laid(" ".join(words)) == laid("  ".join(words))


@given(SOUP, SOUP)
def test_the_proof_knows_different_tokens(one: str, other: str) -> None:
    faultless = not (tokenize(Source("", one)).faults or tokenize(Source("", other)).faults)
    if faultless and read(one) != read(other):
        assert not same_tokens(one, other)


# -- what is left alone ----------------------------------------------------------------------------


def outcome(text: str) -> tuple[str | None, str, bool]:
    done = formatted(Source("x", text), "    ", Dialect(NEWEST))
    return done.text, done.problem.rpartition("[")[2].rstrip("]"), done.is_template


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("server {\nlisten 80\nserver_name a;\n}\n", "missing-semicolon"),
        ("server {\nindex index.html\nroot /srv;\n}\n", "missing-semicolon"),
        ("server {\n    location / {\n        root /a;\n\n    listen 80;\n}\n", "missing-closing-brace"),
        ("server {\n    listen 80;\n}\n}\n", "unexpected-closing-brace"),
        ("add_header X 'a;\n", "unclosed-quote"),
        ("\ufefflisten 80;\n", "invisible-character"),
        ("server {\r    listen 80; # x\r}\r", "carriage-return-line-endings"),
        ("a " + "x" * 5000 + ";", "parameter-too-long"),
        ("\x00\x01\x02\x03\x04;", "config-not-loadable"),
        ("a {" * 501 + "}" * 501, "nesting-too-deep"),
    ],
)
def test_what_is_broken_is_left_alone(text: str, rule: str) -> None:
    assert outcome(text) == (None, rule, False)


@pytest.mark.parametrize(
    "text", ["listen {{ port }};\n", "{% if a %}\nlisten 80;\n{% endif %}\n", "listen <%= a %>;\n"]
)
def test_templates_are_left_alone(text: str) -> None:
    assert outcome(text) == (None, "", True)


def test_values_that_are_put_in_later_change_no_line() -> None:
    assert outcome("server {\nlisten ${NGINX_PORT};\n}\n") == (
        "server {\n    listen ${NGINX_PORT};\n}\n",
        "",
        False,
    )


def test_mistakes_are_found_however_often_a_line_is_there() -> None:
    """What is looked at holds each plain line once; what is said of it names the line of the whole text."""
    text = "server {\n    listen 80;\n    listen 80;\n    index a\n    root /srv;\n}\n"
    done = formatted(Source("x", text), "    ", Dialect(NEWEST))
    assert done.problem.startswith(":4:12:")
