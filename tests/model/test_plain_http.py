"""Which server gets a plain request, where it leads, which access rules decide, how browsers read HSTS."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from model_texts import configuration_of
from running import serving

from nginxlint.config.blocks.access import unreachable
from nginxlint.config.blocks.listening import addresses
from nginxlint.config.tls.plain_http import outcome_of_page, server_for
from nginxlint.nginx.hsts import parse

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "a.example.com",
    "example.com",
    "*.example.com",
    ".b.example.com",
    "*.a.example.com",
    "example.*",
    "a.example.*",
    r"~^a\.",
    r"~\.org$",
    '"~^[a-c]+$"',
    "c",
)
HOSTS = (
    "a.example.com",
    "example.com",
    "x.example.com",
    "b.example.com",
    "x.b.example.com",
    "x.a.example.com",
    "example.org",
    "a.example.org",
    "a.org",
    "abc",
    "c",
    "none",
)


@pytest.mark.parametrize("seed", range(6))
def test_nginx_and_the_model_choose_the_same_server(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = chance.sample(NAMES, len(NAMES))
    default = chance.randrange(len(names))
    text = "\n".join(
        f"server {{ listen 80{' default_server' if number == default and seed % 2 else ''}; "
        f"server_name {name}; return 200 {number}; }}"
        for number, name in enumerate(names)
    )
    configuration = configuration_of(text)
    (address,) = addresses(configuration)
    with serving(text, tmp_path, context="http") as site:
        for host in HOSTS:
            found = server_for(configuration, address, host).first("return")
            assert found is not None
            assert site.get("/", host=host).body == found.args[1], (host, text)


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ("return 301 https://$host$request_uri;", "https"),
        ("return https://example.com;", "https"),
        ("rewrite ^ https://$host$request_uri? permanent;", "https"),
        ("if ($scheme = http) { return 301 https://$host$request_uri; } root /srv;", "https"),
        ("location / { return 308 https://$host$request_uri; } location /x { root /srv; }", "https"),
        ("location = / { root /srv; } location / { return 301 https://$host; }", "content"),
        ("return 301 http://www.example.com;", "elsewhere"),
        ("return 301 $scheme://www.example.com;", "elsewhere"),
        ("return 301 $target;", "unknown"),
        ("return 404;", "refused"),
        ("return 200 x;", "content"),
        ("root /srv;", "content"),
        ("deny all; root /srv;", "refused"),
        ("location / { proxy_pass http://127.0.0.1:1; }", "passed"),
        ("location / { proxy_set_header X-Forwarded-Proto $scheme; proxy_pass http://a; }", "unknown"),
        ("location / { fastcgi_pass 127.0.0.1:1; }", "unknown"),
        ("rewrite_by_lua_block { x() }", "unknown"),
        ("include /none/here.conf;", "unknown"),
    ],
)
def test_where_a_plain_request_leads(lines: str, outcome: str) -> None:
    configuration = configuration_of(f"server {{ listen 80; {lines} }}")
    assert outcome_of_page(configuration, configuration.named("server")[0]) == outcome


@pytest.mark.parametrize(
    ("rules", "dead"),
    [
        ("deny all; allow 10.0.0.1;", "10.0.0.1"),
        ("allow 10.0.0.0/8; deny 10.1.0.0/16; deny all;", "10.1.0.0/16"),
        ("deny 10.1.0.0/16; allow 10.0.0.0/8; deny all;", ""),
        ("deny 10.0.0.0/8; allow all; deny 10.1.0.0/16;", ""),
        ("allow 0.0.0.0/0; deny all;", ""),
        ("allow 0.0.0.0/0; allow ::/0; allow unix:; deny all;", "all"),
        ("allow 0.0.0.0/0; deny ::1; deny 1.2.3.4;", "1.2.3.4"),
        ("deny all; allow unix:;", "unix:"),
        ("allow nonsense; deny nonsense; deny;", ""),
    ],
)
def test_rules_that_come_too_late(rules: str, dead: str) -> None:
    configuration = configuration_of(f"server {{ {rules} }}")
    assert " ".join(str(one.line.args[0]) for one in unreachable(configuration)) == dead


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("max-age=31536000", (31536000, False, False, "")),
        (' Max-Age = "10" ; includesubdomains;; PRELOAD ', (10, True, True, "")),
        ("max-age=1; x=y", (1, False, False, "")),
        ("", (0, False, False, "`max-age` is missing")),
        ("max-age", (0, False, False, "`max-age` must be a number of seconds")),
        ("max-age=1.5", (0, False, False, "`max-age` must be a number of seconds")),
        ("max-age=1, preload", (0, False, False, "a comma stands in it where a semicolon must stand")),
        ("max-age=1 preload", (0, False, False, "`preload` follows without a semicolon")),
        ("max-age=1; max-age=2", (0, False, False, "`max-age` stands in it twice")),
    ],
)
def test_hsts_as_browsers_read_it(text: str, read: tuple[int, bool, bool, str]) -> None:
    found = parse(text)
    assert (found.max_age, found.subdomains, found.preload, found.fault) == read
    if not found.fault:
        assert text[found.start : found.end] == str(found.max_age)
