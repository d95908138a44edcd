"""No rule of security stumbles over arguments that are missing, wrong or strange."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from linting import run

from nginxlint.config.contexts import context_of
from nginxlint.lint import index

if TYPE_CHECKING:
    from pathlib import Path

RULES = tuple(name for name, entry in index.built_in().items() if entry.category == "security")
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


def test_no_rule_fails(tmp_path: Path) -> None:
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
