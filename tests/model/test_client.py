"""What a client can put into a text, through captures, maps and set."""

from __future__ import annotations

import pytest
from model_texts import configuration_of, marked

from nginxlint.config.variables.client import Input, client_inputs, client_texts
from nginxlint.nginx.regex import charset


def _texts(text: str, value: str) -> list[tuple[str, ...]]:
    """The texts that the argument ``value`` can be, inputs as ``<$variable>`` and unknown ones as ``<?>``."""
    configuration = configuration_of(text)
    found = client_texts(configuration, marked(configuration, value), value)
    return [
        tuple(
            piece if isinstance(piece, str) else f"<{piece.variable}>" if piece.known else "<?>"
            for piece in pieces
        )
        for pieces in found
    ]


@pytest.mark.parametrize(
    ("body", "value", "wanted"),
    [
        (
            "location / { return 301 https://$host$uri; }",
            "https://$host$uri",
            [("https://", "<$host>", "<$uri>")],
        ),
        ("location = /a { return 301 x$uri; }", "x$uri", [("x/a",)]),
        ("location ~ ^/(en|fr)/ { return 301 x$1; }", "x$1", [("xen",), ("xfr",)]),
        ("location ~ ^/(.*)/ { set $a p$1; set $a q$1; return 301 x$a; }", "x$a", [("xq", "<$uri>")]),
        (
            "set $a one; location / { if ($arg_b) { set $a $arg_b; } proxy_pass http://$a; }",
            "http://$a",
            [("http://one",), ("http://", "<$arg_b>")],
        ),
        ("location / { return 301 x$a; set $a later; }", "x$a", [("x", "<?>")]),
        ("location / { rewrite ^/(.*)$ /x; return 301 x$1; }", "x$1", [("x", "<?>")]),
        ("if ($request_uri ~ ^/q/(.*)$) { return 301 x$1; }", "x$1", [("x", "<$request_uri>")]),
        ("if ($uri !~ ^/q/(.*)$) { return 301 x$1; }", "x$1", [("x", "<?>")]),
        ('if ($arg_u ~ "^https://a/") { return 301 x$arg_u; }', "x$arg_u", [("x", "<?>")]),
        ('if ($arg_u !~ "^https://a/") { return 403; } return 301 x$arg_u;', "x$arg_u", [("x", "<?>")]),
        ('if ($arg_u ~ "^(a|b)$") { set $v $arg_u; } return 301 x$v;', "x$v", [("x", "<?>")]),
        ("if ($arg_w = 1) { return 403; } return 301 x$arg_u;", "x$arg_u", [("x", "<$arg_u>")]),
        ("location / { return 301 x$nobody; }", "x$nobody", [("x", "<?>")]),
        ("server_name ~^(?<site>[^.]+)\\.example$; return 301 x$site;", "x$site", [("x", "<$host>")]),
    ],
)
def test_texts(body: str, value: str, wanted: list[tuple[str, ...]]) -> None:
    assert _texts(f"server {{ {body} }}", value) == wanted


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ("map $arg_k $v { a one; b two; }", [("xone",), ("xtwo",), ("x",)]),
        ("map $arg_k $v { default zero; a $arg_z; }", [("xzero",), ("x", "<$arg_z>")]),
        ("map $uri $v { default ''; ~^/(?<rest>[^/]+) $rest; }", [("x",), ("x", "<$uri>")]),
        (
            "map $http_origin $v { default ''; https://a.example $http_origin; }",
            [("x",), ("xhttps://a.example",)],
        ),
        ("map $uri $v { volatile; hostnames; default d; }", [("xd",)]),
        ("map $uri $v { include nowhere.map; default d; }", [("x", "<?>"), ("xd",)]),
        ("geo $v { ranges; default d; 10.0.0.0-10.0.0.9 $uri; }", [("xd",), ("x$uri",)]),
        ("split_clients $arg_k $v { 50% one; * two; }", [("xone",), ("xtwo",)]),
        ("map $uri $v { default $w; } map $uri $w { default $v; }", [("x", "<?>")]),
    ],
)
def test_tables(table: str, wanted: list[tuple[str, ...]]) -> None:
    found = _texts(f"{table} server {{ return 301 x$v; }}", "x$v")
    assert found == wanted


def test_a_capture_holds_no_more_than_its_pattern() -> None:
    configuration = configuration_of("server { location ~ ^/([a-z]+)/ { return 301 x$1; } }")
    (piece,) = client_inputs(configuration, marked(configuration, "x$1"), "x$1")
    assert isinstance(piece, Input)
    assert piece.mask == charset.LOWER
    assert piece.group == 1
    assert piece.pattern is not None


def test_what_comes_encoded_holds_no_line_break() -> None:
    configuration = configuration_of("server { return 301 $request_uri$arg_a$http_a$host$uri; }")
    line = marked(configuration, "$request_uri")
    breaks = {
        piece.variable: bool(piece.mask & charset.NEWLINE)
        for piece in client_inputs(configuration, line, line.args[1])
    }
    assert breaks == {"$request_uri": False, "$arg_a": False, "$http_a": False, "$host": False, "$uri": True}


def test_too_many_texts_are_left_alone() -> None:
    many = " ".join(f"k{number} v{number};" for number in range(40))
    text = f"map $arg_a $a {{ {many} }} map $arg_b $b {{ {many} }} server {{ return 301 x$a$b; }}"
    assert _texts(text, "x$a$b") == []


def test_maps_that_multiply_end() -> None:
    keys = " ".join(f"k{number} $v{{next}};" for number in range(40))
    maps = "".join(
        f"map $arg_a $v{level} {{ {keys.replace('{next}', str(level + 1))} }}" for level in range(11)
    )
    text = f"{maps} map $arg_a $v11 {{ default $uri; }} server {{ return 301 x$v0; }}"
    assert len(_texts(text, "x$v0")) < 5
