"""Each kind of mistake: where it is told of, as what, and what the fix makes of the text.

In the broken texts ``¦`` marks the place.
"""

from __future__ import annotations

import re
import textwrap
from typing import NamedTuple

import pytest

from nginxlint.nginx.dialect import dialect
from nginxlint.repair import Repaired, examine
from nginxlint.repair.layout import Layout
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.edit import apply_edits
from nginxlint.text.source import Source

DIALECT = dialect()


class Case(NamedTuple):
    rule: str
    broken: str
    fixed: str | None
    severity: str = "error"
    context: str | None = None


def run(text: str, context: str | None = None) -> Repaired:
    return examine(tokenize(Source("site", text)), DIALECT, context)


def lines(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


INDENTED = lines(
    """
    server {
        listen 80;
        server_name a.example;

        location / {
            root /srv/www;
            index index.html;
        }

        location /api {
            proxy_pass http://127.0.0.1:8080;
        }
    }
    """
)


def flat(text: str) -> str:
    return "".join(line.lstrip() for line in text.splitlines(keepends=True))


def tabs(text: str) -> str:
    return text.replace("    ", "\t")


def one_line(text: str) -> str:
    return " ".join(text.split()) + "\n"


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


BRACES = {
    "a location's } is missing": Case(
        "missing-closing-brace",
        INDENTED.replace("html;\n    }\n", "html;\n¦"),
        INDENTED,
    ),
    "a location's } is missing, its line is there": Case(
        "missing-closing-brace",
        INDENTED.replace("html;\n    }\n", "html;\n    ¦\n"),
        INDENTED,
    ),
    "the server's } is missing at the end": Case(
        "missing-closing-brace",
        INDENTED[:-3] + "¦",
        INDENTED[:-1],
    ),
    "a location's } is missing, without indentation": Case(
        "missing-closing-brace",
        flat(INDENTED).replace("html;\n}\n", "html;\n¦"),
        flat(INDENTED),
    ),
    "a location's } is missing, with tabs": Case(
        "missing-closing-brace",
        tabs(INDENTED).replace("html;\n\t}\n", "html;\n¦"),
        tabs(INDENTED),
    ),
    "a location's } is missing on one line": Case(
        "missing-closing-brace",
        one_line(INDENTED).replace("html; } location", "html;¦ location"),
        one_line(INDENTED),
    ),
    "the first of two servers is not closed": Case(
        "missing-closing-brace",
        "server { listen 80;¦ server { listen 81; }\n",
        "server { listen 80; } server { listen 81; }\n",
    ),
    "a location with a comment in front of the next": Case(
        "missing-closing-brace",
        lines(
            """
            server {
                location /a {
                    root /a;
                    # not for long
            ¦    # the second one
                location /b {
                    root /b;
                }
            }
            """
        ),
        lines(
            """
            server {
                location /a {
                    root /a;
                    # not for long
                }
                # the second one
                location /b {
                    root /b;
                }
            }
            """
        ),
    ),
    "a } too many at the end": Case("unexpected-closing-brace", INDENTED + "¦}\n", INDENTED),
    "a } too many in the middle": Case(
        "unexpected-closing-brace",
        INDENTED.replace("html;\n    }\n", "html;\n    }\n    ¦}\n"),
        INDENTED,
    ),
    "a } too many on the same line": Case(
        "unexpected-closing-brace",
        INDENTED.replace("html;\n    }\n", "html;\n    }¦}\n"),
        INDENTED,
    ),
    "a } too many on one line": Case(
        "unexpected-closing-brace",
        "http { server { listen 80; }¦} server { listen 81; } }\n",
        "http { server { listen 80; } server { listen 81; } }\n",
    ),
    "a location's { is missing": Case(
        "missing-opening-brace",
        INDENTED.replace("/api {", "/api¦"),
        INDENTED,
    ),
    "the server's { is missing": Case(
        "missing-opening-brace", INDENTED.replace("server {", "server¦"), INDENTED
    ),
    "the { of a map is missing": Case(
        "missing-opening-brace",
        "map $http_upgrade $connection_upgrade¦\n    default upgrade;\n    '' close;\n}\n",
        "map $http_upgrade $connection_upgrade {\n    default upgrade;\n    '' close;\n}\n",
    ),
    "the { of an if is missing on one line": Case(
        "missing-opening-brace",
        "server { if ($host = a) ¦return 404; } }\n",
        "server { if ($host = a) { return 404; } }\n",
    ),
    "; after a block": Case(
        "semicolon-after-block", INDENTED.replace("html;\n    }\n", "html;\n    }¦;\n"), INDENTED
    ),
    "two ;": Case("unexpected-semicolon", INDENTED.replace("listen 80;", "listen 80;¦;"), INDENTED),
    "; in place of {": Case(
        "missing-opening-brace",
        INDENTED.replace("location /api {", "location /api¦;"),
        INDENTED.replace("location /api {", "location /api {"),
    ),
    "a nameless block": Case(
        "unexpected-opening-brace",
        "server {\n    ¦{\n        listen 80;\n    }\n}\n",
        None,
    ),
}

SEMICOLONS = {
    "at the end of a line": Case(
        "missing-semicolon",
        INDENTED.replace("listen 80;", "listen 80¦"),
        INDENTED,
    ),
    "before }": Case("missing-semicolon", INDENTED.replace("8080;", "8080¦"), INDENTED),
    "before a block": Case("missing-semicolon", INDENTED.replace("a.example;", "a.example¦"), INDENTED),
    "with CR LF": Case(
        "missing-semicolon", crlf(INDENTED).replace("listen 80;", "listen 80¦"), crlf(INDENTED)
    ),
    "without indentation": Case(
        "missing-semicolon",
        flat(INDENTED).replace("listen 80;", "listen 80¦"),
        flat(INDENTED),
    ),
    "at the end of the file": Case(
        "missing-semicolon", "worker_processes 1¦", "worker_processes 1;", context="main"
    ),
    "on one line": Case(
        "missing-semicolon",
        "server { root /a¦ index b; location / { } }\n",
        "server { root /a; index b; location / { } }\n",
    ),
    "on one line, behind a directive with any number of arguments": Case(
        "missing-semicolon",
        "server { listen 80¦ server_name a; }\n",
        "server { listen 80; server_name a; }\n",
    ),
    "stuck to the }": Case(
        "missing-semicolon",
        "location / { return 403¦}\n",
        "location / { return 403;}\n",
        context="server",
    ),
    "in a comment": Case(
        "missing-semicolon",
        INDENTED.replace("listen 80;", "listen 80¦ # was 8080;"),
        INDENTED.replace("listen 80;", "listen 80; # was 8080;"),
    ),
    "a colon": Case("missing-semicolon", INDENTED.replace("listen 80;", "listen 80¦:"), INDENTED),
    "a comma": Case("missing-semicolon", INDENTED.replace("/srv/www;", "/srv/www¦,"), INDENTED),
    "a colon behind a quote": Case(
        "missing-semicolon",
        'server {\n    add_header A "b"¦:\n    listen 80;\n}\n',
        'server {\n    add_header A "b";\n    listen 80;\n}\n',
    ),
    "in a map": Case(
        "missing-semicolon",
        "map $a $b {\n    default 1¦\n    x 2;\n}\n",
        "map $a $b {\n    default 1;\n    x 2;\n}\n",
    ),
    "in a map, before a quote": Case(
        "missing-semicolon",
        "map $a $b {\n    default 1¦\n    '' 2;\n}\n",
        "map $a $b {\n    default 1;\n    '' 2;\n}\n",
    ),
    "in an upstream": Case(
        "missing-semicolon",
        "upstream u {\n    server a:80¦\n    server b:80;\n}\n",
        "upstream u {\n    server a:80;\n    server b:80;\n}\n",
    ),
}

SWALLOWED = {
    "behind index": Case(
        "missing-semicolon",
        "server {\n    index index.html¦\n    server_name a.example;\n}\n",
        "server {\n    index index.html;\n    server_name a.example;\n}\n",
        "warning",
    ),
    "behind index, on the brace's line": Case(
        "missing-semicolon",
        "server { index index.html¦\nserver_name example.com; }\n",
        "server { index index.html;\nserver_name example.com; }\n",
        "warning",
    ),
    "behind server_name": Case(
        "missing-semicolon",
        "server {\n    server_name a b¦\n    root /srv;\n}\n",
        "server {\n    server_name a b;\n    root /srv;\n}\n",
        "warning",
    ),
    "behind try_files": Case(
        "missing-semicolon",
        "location / {\n    try_files $uri =404¦\n    expires 1d;\n}\n",
        "location / {\n    try_files $uri =404;\n    expires 1d;\n}\n",
        "warning",
    ),
    "behind gzip_types": Case(
        "missing-semicolon",
        "http {\n    gzip_types text/css text/xml¦\n    gzip_vary on;\n}\n",
        "http {\n    gzip_types text/css text/xml;\n    gzip_vary on;\n}\n",
        "warning",
        "main",
    ),
    "a colon behind server_name": Case(
        "missing-semicolon",
        "server {\n    server_name a¦:\n    root /srv;\n}\n",
        "server {\n    server_name a;\n    root /srv;\n}\n",
        "warning",
    ),
    "in types": Case(
        "missing-semicolon",
        "types {\n    text/html html¦\n    image/gif gif;\n}\n",
        "types {\n    text/html html;\n    image/gif gif;\n}\n",
        "warning",
        "http",
    ),
}

QUOTES = {
    "a closing quote": Case(
        "unclosed-quote",
        'server {\n    add_header X-Test "a b¦;\n    root /srv;\n}\n',
        'server {\n    add_header X-Test "a b";\n    root /srv;\n}\n',
    ),
    "a closing quote, with others further on": Case(
        "unclosed-quote",
        'server {\n    add_header A "a b¦;\n    add_header B "c d";\n    root /srv;\n}\n',
        'server {\n    add_header A "a b";\n    add_header B "c d";\n    root /srv;\n}\n',
    ),
    "a closing quote before always": Case(
        "unclosed-quote",
        'server {\n    add_header A "a b¦ always;\n    add_header B "c d";\n}\n',
        'server {\n    add_header A "a b" always;\n    add_header B "c d";\n}\n',
    ),
    "an opening quote": Case(
        "unclosed-quote",
        'server {\n    add_header A ¦a b c" always;\n    root /srv;\n}\n',
        'server {\n    add_header A "a b c" always;\n    root /srv;\n}\n',
    ),
    "an opening quote of a text with semicolons": Case(
        "unclosed-quote",
        "server {\n    add_header A ¦default-src 'self'; img-src *\" always;\n    root /srv;\n}\n",
        "server {\n    add_header A \"default-src 'self'; img-src *\" always;\n    root /srv;\n}\n",
    ),
    "an opening quote in a log_format": Case(
        "unclosed-quote",
        "log_format main ¦$remote_addr - '\n    '$status';\nserver { }\n",
        "log_format main '$remote_addr - '\n    '$status';\nserver { }\n",
    ),
    "a closing quote in a log_format": Case(
        "unclosed-quote",
        "log_format main '$remote_addr - ¦\n    '$status';\nserver { }\n",
        "log_format main '$remote_addr - '\n    '$status';\nserver { }\n",
    ),
    "an opening quote in an if": Case(
        "unclosed-quote",
        'server {\n    if ($http_user_agent ~* ¦foo bar") {\n        return 403;\n    }\n}\n',
        'server {\n    if ($http_user_agent ~* "foo bar") {\n        return 403;\n    }\n}\n',
        "warning",
    ),
    "in a map": Case(
        "unclosed-quote",
        "map $status $text {\n    403 ¦Not For You';\n    404 'Not Found';\n}\n",
        "map $status $text {\n    403 'Not For You';\n    404 'Not Found';\n}\n",
    ),
    "two kinds": Case(
        "unclosed-quote",
        "server {\n    add_header A \"a b¦';\n    root /srv;\n}\n",
        'server {\n    add_header A "a b";\n    root /srv;\n}\n',
    ),
    "on one line": Case(
        "unclosed-quote",
        'server { add_header A "a b¦; root /srv; add_header B "c"; }\n',
        'server { add_header A "a b"; root /srv; add_header B "c"; }\n',
    ),
    "nginx takes it": Case(
        "unclosed-quote",
        'server {\n    root ¦/srv/www";\n}\n',
        'server {\n    root "/srv/www";\n}\n',
        "warning",
    ),
    "text behind a quote": Case(
        "text-after-quote",
        'server {\n    root "/srv/www"¦/html;\n}\n',
        'server {\n    root "/srv/www/html";\n}\n',
    ),
    "two quoted words without space": Case(
        "text-after-quote",
        "log_format main 'a'¦'b';\n",
        "log_format main 'a' 'b';\n",
        context="http",
    ),
}

CHARACTERS = {
    "a byte order mark": Case("invisible-character", "¦\ufeffserver {\n}\n", "server {\n}\n"),
    "a non-breaking space before a name": Case(
        "invisible-character",
        "server {\n   ¦\u00a0listen 80;\n}\n",
        "server {\n    listen 80;\n}\n",
    ),
    "a non-breaking space behind a name": Case(
        "invisible-character",
        "server {\n    listen¦\u00a080;\n}\n",
        "server {\n    listen 80;\n}\n",
    ),
    "a zero-width space": Case(
        "invisible-character",
        "server {\n    ¦\u200blisten 80;\n}\n",
        "server {\n    listen 80;\n}\n",
    ),
    "nginx takes it": Case(
        "invisible-character",
        "server {\n    server_name a¦\u200b;\n}\n",
        "server {\n    server_name a;\n}\n",
        "warning",
    ),
    "typographic quotes": Case(
        "smart-quotes",
        "server {\n    add_header A ¦\u201ca b c d\u201d;\n}\n",
        'server {\n    add_header A "a b c d";\n}\n',
    ),
    "typographic quotes that nginx takes": Case(
        "smart-quotes",
        "server {\n    add_header A ¦\u201ca\u201d;\n}\n",
        'server {\n    add_header A "a";\n}\n',
        "warning",
    ),
}

OTHERS = {
    "a merge conflict": Case(
        "merge-conflict-marker",
        "server {\n¦<<<<<<< HEAD\n    listen 80;\n=======\n    listen 81;\n>>>>>>> other\n}\n",
        "server {\n    listen 80;\n}\n",
    ),
    "a comment with //": Case(
        "foreign-comment",
        "server {\n    listen 80; ¦// it's public\n    root /srv;\n}\n",
        "server {\n    listen 80; # it's public\n    root /srv;\n}\n",
    ),
    "a comment with /* */": Case(
        "foreign-comment",
        "¦/* The site\n   of ours */\nserver {\n    root /srv;\n}\n",
        "# The site\n   # of ours \nserver {\n    root /srv;\n}\n",
    ),
    "a comment with --": Case(
        "foreign-comment",
        "server {\n    listen 80; ¦-- public\n    root /srv;\n}\n",
        "server {\n    listen 80; # public\n    root /srv;\n}\n",
    ),
    "=": Case(
        "directive-assignment",
        "server {\n    root ¦= /srv;\n}\n",
        "server {\n    root  /srv;\n}\n",
    ),
    "= without spaces": Case(
        "directive-assignment",
        "server {\n    root¦=/srv;\n}\n",
        "server {\n    root /srv;\n}\n",
    ),
    "a colon": Case(
        "directive-assignment",
        "server {\n    root¦: /srv;\n}\n",
        "server {\n    root /srv;\n}\n",
    ),
    "= that nginx takes": Case(
        "directive-assignment",
        "server {\n    server_name ¦= a;\n}\n",
        "server {\n    server_name  a;\n}\n",
        "warning",
    ),
    "set with =": Case(
        "directive-assignment",
        "server {\n    set $a ¦= b;\n}\n",
        "server {\n    set $a  b;\n}\n",
    ),
    "else": Case(
        "else-in-configuration",
        "server {\n    if ($host = a) {\n        return 1;\n    } ¦else {\n        return 2;\n    }\n}\n",
        None,
    ),
    "else if": Case(
        "else-in-configuration",
        "server {\n    if ($a) {\n        return 1;\n    } ¦else if ($b) {\n        return 2;\n    }\n}\n",
        None,
    ),
    "{ in a regular expression": Case(
        "unquoted-brace-in-regex",
        "server {\n    location ~ ¦^/[0-9]{3,5}$ {\n        return 204;\n    }\n}\n",
        'server {\n    location ~ "^/[0-9]{3,5}$" {\n        return 204;\n    }\n}\n',
    ),
    "{ in a rewrite": Case(
        "unquoted-brace-in-regex",
        "server {\n    rewrite ¦^/(\\d{4})/(\\d{2})$ /x last;\n}\n",
        'server {\n    rewrite "^/(\\d{4})/(\\d{2})$" /x last;\n}\n',
    ),
    "{ in an if": Case(
        "unquoted-brace-in-regex",
        "server {\n    if ($uri ~ ¦^/a{2}$) {\n        return 204;\n    }\n}\n",
        'server {\n    if ($uri ~ "^/a{2}$") {\n        return 204;\n    }\n}\n',
    ),
    "; in a regular expression": Case(
        "unquoted-brace-in-regex",
        "server {\n    location ~ ¦^/a;b$ {\n        return 204;\n    }\n}\n",
        'server {\n    location ~ "^/a;b$" {\n        return 204;\n    }\n}\n',
    ),
    "a variable": Case(
        "unclosed-variable",
        "location / {\n    proxy_pass http://${host¦/a;\n}\n",
        "location / {\n    proxy_pass http://${host}/a;\n}\n",
        context="server",
    ),
}

ALL = [
    pytest.param(case, id=f"{group}: {name}")
    for group, cases in (
        ("braces", BRACES),
        ("semicolons", SEMICOLONS),
        ("swallowed", SWALLOWED),
        ("quotes", QUOTES),
        ("characters", CHARACTERS),
        ("others", OTHERS),
    )
    for name, case in cases.items()
]


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("told", [True, False], ids=["context", "no context"])
def test_one_mistake_in_its_place(case: Case, told: bool) -> None:
    place = case.broken.index("¦")
    text = case.broken.replace("¦", "")
    result = run(text, case.context if told else None)
    assert [mistake.rule for mistake in result.mistakes] == [case.rule], [
        (mistake.message, mistake.edits) for mistake in result.mistakes
    ]
    mistake = result.mistakes[0]
    assert mistake.severity == case.severity
    first, expected = mistake.span.first, Source("", text).position(place)
    assert first.line == expected.line
    assert abs(first.column - expected.column) <= 1
    assert result.tokens.faults == []
    if case.fixed is None:
        return
    fixed = apply_edits(text, mistake.edits)
    assert spaces(fixed) == spaces(case.fixed)
    if case.severity == "error":
        wanted = [str(token) for token in tokenize(Source("", case.fixed)).items]
        assert [str(token) for token in result.tokens.items] == wanted
    assert run(fixed, case.context).mistakes == ()


def spaces(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).replace(" \n", "\n")


HEALTHY = {
    "names over several lines": "server_name a.example\n            b.example\n            root.example;",
    "types": "types {\n    text/html html\n              htm;\n}",
    "gzip_types": "gzip_types\n    text/css\n    application/json;",
    "a header over several lines": "add_header Content-Security-Policy\n    \"default-src 'self';\n"
    '     root none;"\n    always;',
    "a log format": "log_format main\n    'a: $status'\n    'root /a;'\n    \"b\";",
    "listen": "listen 443\n    ssl\n    http2\n    default_server;",
    "a cache": "proxy_cache_path /var/cache\n    levels=1:2\n    keys_zone=a:10m\n    use_temp_path=off;",
    "upstream": "upstream u {\n    server a\n        weight=5\n        backup;\n}",
    "if": 'server {\n    if ($http_user_agent ~*\n        "a") {\n        return 403;\n    }\n}',
    "rewrite": "rewrite ^/a\n    /b\n    break;",
    "a map": 'map $a $b {\n    default\n        "index";\n    "root" /x;\n}',
    "geo": "geo $a {\n    default 0;\n    10.0.0.0/8 1;\n}",
    "a word that is a directive's name": 'add_header X-Note root;\nadd_header X-Note "index a;";',
    "a regular expression": 'location ~ "^/a{2,3}$" {\n}',
    "a location that is equal": "location = / {\n}\nerror_page 404 = /x;",
    "lua": "location / {\n    content_by_lua_block {\n        if a then b = {} else c = 1 end -- }\n    }\n}",
    "no line end": "location / { root /a; }",
    "UTF-8 in comment and text": '# “x”\u00a0\nadd_header A "“x”\u00a0y";\nserver_name bücher.example;',
    "nothing": "",
    "comments": "# it's\n# {{ x }}\n",
    "a variable in braces": "set $a b;\nreturn 200 ${a}x;",
    "an apostrophe in a word": "add_header A don't;\nadd_header B \"it's\";",
}


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize("context", ["server", None])
def test_nothing_is_said_of_what_is_right(name: str, context: str | None) -> None:
    text = HEALTHY[name] + "\n"
    tokens = tokenize(Source("site", text))
    result = examine(tokens, DIALECT, "http" if "upstream u" in text and context else context)
    assert result.mistakes == ()
    assert result.tokens is tokens


def test_several_mistakes_in_one_text() -> None:
    text = INDENTED.replace("listen 80;", "listen 80").replace("html;\n    }\n", "html;\n")
    text = text.replace("8080;", "8080;;")
    result = run(text)
    assert [(mistake.rule, mistake.span.line) for mistake in result.mistakes] == [
        ("missing-semicolon", 2),
        ("missing-closing-brace", 8),
        ("unexpected-semicolon", 10),
    ]
    wanted = [str(token) for token in tokenize(Source("", INDENTED)).items]
    assert [str(token) for token in result.tokens.items] == wanted
    fixed = apply_edits(text, [edit for mistake in result.mistakes for edit in mistake.edits])
    assert [str(token) for token in tokenize(Source("", fixed)).items] == wanted


def test_places_of_the_repaired_tokens_are_those_of_the_text() -> None:
    text = INDENTED.replace("listen 80;", "listen 80").replace("html;\n    }\n", "html;\n")
    result = run(text)
    for token in result.tokens.items:
        assert token.raw in ("", str(token))
    put_in = [str(token) for token in result.tokens.items if token.start == token.end]
    assert put_in == [";", "}"]


def test_messages_name_the_block_and_the_lines() -> None:
    text = INDENTED.replace("html;\n    }\n", "html;\n")
    (mistake,) = run(text).mistakes
    assert "`location /`" in mistake.message
    assert "line 5" in mistake.message
    assert mistake.help == "Write `}` after line 7."
    ((span, caption),) = mistake.related
    assert (span.line, span.text) == (5, "location /")
    assert caption == "this block stays open"


def test_the_layout_of_siblings_is_evidence() -> None:
    text = "server {\n    location / {\n    }\n    root /srv;\n"
    result = examine(tokenize(Source("site", text)), DIALECT, "http", Layout(1.0, 50))
    assert [mistake.rule for mistake in result.mistakes] == ["missing-closing-brace"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("server {\n    server_name {{ domain }};\n    listen 80;\n}\n", 1),
        ("{% if a %}\nserver {\n    listen {{ port }};\n}\n{% endif %}\n", 3),
        ("server {\n    server_name ${DOMAIN};\n}\n", 1),
        ("server {\n    root <%= @root %>;\n    {{ extra }}\n}\n", 2),
    ],
)
def test_a_template_is_told_of_once(text: str, count: int) -> None:
    result = run(text, "http")
    assert [(mistake.rule, mistake.severity) for mistake in result.mistakes] == [
        ("unrendered-template", "info")
    ]
    assert len(result.placeholders) == count
    assert result.tokens.faults == []


def test_a_word_that_is_too_long() -> None:
    result = run(f"server_name {'a' * 5000};\n", "server")
    assert [mistake.rule for mistake in result.mistakes] == ["parameter-too-long"]
    assert result.tokens.faults == []


def test_carriage_returns_alone() -> None:
    result = run("server {\r    listen 80; # a\r}\r", "http")
    assert [mistake.rule for mistake in result.mistakes] == ["carriage-return-line-endings"]
    assert [str(token) for token in result.tokens.items] == ["server", "{", "listen", "80", ";", "}"]


def test_utf_16() -> None:
    source = Source.from_bytes("site", "server { }".encode("utf-16-le"))
    result = examine(tokenize(source), DIALECT)
    assert [mistake.rule for mistake in result.mistakes] == ["invisible-character"]


def test_braces_whose_number_is_right_are_looked_at_on_demand() -> None:
    text = lines(
        """
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
    )
    result = examine(tokenize(Source("site", text)), DIALECT, "main", closely=True)
    assert [(mistake.rule, mistake.span.line) for mistake in result.mistakes] == [
        ("missing-closing-brace", 6),
        ("unexpected-closing-brace", 11),
    ]


def test_a_location_outside_of_the_one_around_it_ends_the_block() -> None:
    text = "server {\nlocation /a {\nroot /a;\nlocation /b {\nroot /b;\n}\n}\n"
    (mistake,) = run(text, "http").mistakes
    assert (mistake.rule, mistake.span.line) == ("missing-closing-brace", 4)
    nested = "server {\nlocation /a {\nroot /a;\nlocation /a/b {\nroot /b;\n}\n}\n"
    (mistake,) = run(nested, "http").mistakes
    assert (mistake.rule, mistake.span.line) == ("missing-closing-brace", 7)
