"""No rule stumbles over arguments that are missing, wrong or strange, nor over directives at wrong places."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import hostility
import pytest
from linting import run

from nginxlint.config.contexts import context_of
from nginxlint.lint import index

if TYPE_CHECKING:
    from pathlib import Path

EVERY_RULE = tuple(index.built_in())
RULES = tuple(name for name, entry in index.built_in().items() if entry.category == "security")
COUNT = 40 * (200 if os.environ.get("NGINXLINT_EXHAUSTIVE") else 1)
WORDS = ("$uri", "$1", "$2", "$a", "$m", "$host", "$arg_x", "$http_origin", "x", "/", "http://", '"$a$m"', "")
PATTERNS = ("^/(.*)$", "^/([^/]+)/(a|b)", "(?<a>.*)", "^/(?<b>[^/]+)$", "(", "[", "^(a+)+$", "/a", "/", "")
NAMES = [
    "add_header",
    "add_trailer",
    "alias",
    "allow",
    "auth_basic",
    "autoindex",
    "client_max_body_size",
    "dav_methods",
    "deny",
    "error_page",
    "fastcgi_pass",
    "internal",
    "log_format",
    "merge_slashes",
    "proxy_cache",
    "proxy_cache_purge",
    "proxy_ignore_headers",
    "proxy_pass",
    "proxy_set_header",
    "return",
    "rewrite",
    "root",
    "satisfy",
    "secure_link_md5",
    "server_tokens",
    "set",
    "set_real_ip_from",
    "stub_status",
    "user",
    "valid_referers",
]
FIRST = (
    "Host",
    "Access-Control-Allow-Origin",
    "Set-Cookie",
    "any",
    "all",
    "10.0.0.0/8",
    "off",
    "on",
    "301",
    "$a",
    "",
)


def _line(chance: random.Random, depth: int) -> str:
    if depth < 3 and chance.random() < 0.25:
        head = chance.choice(
            (
                f"location {chance.choice(('~', '~*', '=', '^~', ''))} {chance.choice(PATTERNS)}",
                f"if ({chance.choice(WORDS)} {chance.choice(('~', '='))} {chance.choice(PATTERNS)})",
                "limit_except GET",
            )
        )
        return f"{head} {{ {' '.join(_line(chance, depth + 1) for _ in range(chance.randint(0, 4)))} }}"
    value = "".join(chance.choice(WORDS) for _ in range(chance.randint(0, 3)))
    return f"{chance.choice(NAMES)} {chance.choice(FIRST)} {value};"


def test_no_rule_of_security_fails(tmp_path: Path) -> None:
    chance = random.Random(11)
    file = tmp_path / "site.conf"
    for _ in range(150):
        lines = " ".join(
            f"{chance.choice(('~', '~*', ''))}{chance.choice(PATTERNS)} {chance.choice(WORDS)};"
            for _ in range(3)
        )
        body = " ".join(_line(chance, 0) for _ in range(6))
        name = chance.choice(("x", "~^(?<a>.+)$", "_", ""))
        file.write_text(
            f"map {chance.choice(WORDS)} $m {{ {lines} }} server {{ listen 80; server_name {name}; {body} }}"
        )
        done = run(
            file, select=RULES, context=context_of("http"), version=chance.choice(("1.22.1", "1.30.0", None))
        )
        assert not done.outcome.failures, file.read_text()


def _judged(text: str, context: str | None, version: str | None) -> None:
    data = text.encode("utf-8", "surrogatepass")
    done = run("-", stdin=data, select=EVERY_RULE, context=context, version=version)
    assert not done.outcome.failures, text


@pytest.mark.parametrize("version", hostility.VERSIONS)
def test_whole_configurations(version: str | None) -> None:
    chance = random.Random(f"whole {version}")
    for _ in range(COUNT):
        _judged(hostility.whole(chance), None, version)


@pytest.mark.parametrize("context", hostility.CONTEXTS)
def test_fragments(context: str) -> None:
    chance = random.Random(context)
    for number in range(COUNT // 2):
        text = hostility.body(chance, context, chance.randint(0, 12))
        _judged(text, context if number % 4 else None, chance.choice(hostility.VERSIONS))


@pytest.mark.parametrize("context", [None, "http", "server", "location"])
def test_spoilt_fixtures(context: str | None) -> None:
    chance = random.Random(f"spoilt {context}")
    for _ in range(COUNT * 2):
        _judged(hostility.spoilt(chance), context, chance.choice(hostility.VERSIONS))


#: what chance seldom comes upon
KNOWN = (
    "server { location ~ (?#) { return 200; } location ~ () { } location ~* (?i) { } }",
    "location / { secure_link_secret a; secure_link $a; secure_link_md5 b; alias /a/; root /b; }",
    "map $b $a { default $b; } map $a $b { default $a; } map $a $c { default $c; x; }",
)


@pytest.mark.parametrize("text", KNOWN)
@pytest.mark.parametrize("context", hostility.CONTEXTS)
def test_what_once_failed(text: str, context: str) -> None:
    _judged(text, context, None)
    _judged(f"events {{}} http {{ {text} server {{ {text} location / {{ {text} }} }} }}", None, None)
