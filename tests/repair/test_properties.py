"""What holds for any text at all."""

from __future__ import annotations

import re

from hypothesis import given, settings, strategies as st

from nginxlint.nginx.dialect import dialect
from nginxlint.repair import examine
from nginxlint.syntax import bridge
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.edit import apply_edits
from nginxlint.text.source import Source

DIALECT = dialect()

PIECES = st.sampled_from(
    [
        "server",
        "location",
        "listen 80",
        "root /a",
        "index a b",
        "server_name x",
        "http",
        "events",
        "map $a $b",
        "default 1",
        "types",
        "text/html html",
        "if ($a = b)",
        "return 200",
        'add_header X "a b"',
        "log_format m '$a'",
        "upstream u",
        "content_by_lua_block",
        "else",
        "#c",
        "//",
        "/* x */",
        "--",
        "=",
        ":",
        "{",
        "}",
        ";",
        '"',
        "'",
        "\\",
        "$",
        "${",
        "{{ x }}",
        "{% if %}",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "\ufeff",
        "\u00a0",
        "\u201c",
        "\u201d",
        "\u2028",
        "\x00",
        "[0-9]{3}$",
        "a}",
        " ",
        "\n",
        "\n    ",
        "\t",
        "\r",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map(" ".join),
)
CONTEXTS = st.sampled_from([None, "main", "http", "server", "location", "upstream", "map"])


@settings(max_examples=400, deadline=None)
@given(TEXTS, CONTEXTS)
def test_any_text_gives_tokens_that_can_be_parsed(text: str, context: str | None) -> None:
    source = Source("any.conf", text)
    before = tokenize(source)
    result = examine(before, DIALECT, context)
    assert result.tokens.faults == []
    assert result.tokens.source is source
    bridge.parse(result.tokens)
    for mistake in result.mistakes:
        assert mistake.span.source is source
        assert 0 <= mistake.span.start <= mistake.span.end <= len(text)
        assert mistake.message
        assert mistake.label
        for edit in mistake.edits:
            assert 0 <= edit.start <= edit.end <= len(text)
    for token in result.tokens.items:
        assert token.source is source
        assert 0 <= token.start <= token.end <= len(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS, CONTEXTS)
def test_a_text_that_nginx_reads_to_its_end_is_left_alone_or_told_of(text: str, context: str | None) -> None:
    source = Source("any.conf", text)
    before = tokenize(source)
    faulty = bool(before.faults)
    values = [str(token) for token in before.items]
    result = examine(before, DIALECT, context)
    if faulty:
        assert result.mistakes
    elif not result.placeholders and all(mistake.severity != "error" for mistake in result.mistakes):
        assert [str(token) for token in result.tokens.items] == values


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join), CONTEXTS)
def test_places_lie_in_order_and_words_stand_where_they_say(text: str, context: str | None) -> None:
    result = examine(tokenize(Source("any.conf", text)), DIALECT, context)
    last = 0
    for token in result.tokens.items:
        assert token.start >= last
        last = token.start
        if re.fullmatch(r"[a-z][a-z_]{2,}", token) and not token.quote and token.end > token.start:
            assert str(token) in token.raw or token.raw in ("else", "else{")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["server", "{", "}", ";", "listen 80", "location /", "root /a", "\n", "    "]),
        max_size=30,
    ).map(" ".join)
)
def test_braces_and_semicolons_the_edits_give_the_tokens_that_were_promised(text: str) -> None:
    source = Source("any.conf", text)
    result = examine(tokenize(source), DIALECT, None)
    edits = [edit for mistake in result.mistakes if mistake.severity == "error" for edit in mistake.edits]
    after = tokenize(Source("any.conf", apply_edits(text, edits)))
    assert [str(token) for token in after.items] == [str(token) for token in result.tokens.items]
