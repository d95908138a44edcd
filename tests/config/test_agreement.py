"""Whole configurations made by chance: real nginx refuses, questions and takes what nginxlint says."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from judges import open_judge
from linting import findings
from nginx.judge import Judge

from nginxlint.lint.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = bool(os.environ.get("NGINXLINT_EXHAUSTIVE"))
COUNT = 200 * (50 if LONG else 1)

#: what depends on this machine and not on the text
MACHINE = re.compile(r"bind\(\)|host not found|open\(\)|mkdir\(\)|resource limit|No such file|super-user")


@pytest.fixture(scope="module", params=["wheel", "debian"])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    found = open_judge(request.param)
    yield found
    found.close()


def some(rng: random.Random, low: int, high: int, make: object) -> str:
    assert callable(make)
    return "".join(f"{make(rng)}\n" for _ in range(rng.randint(low, high)))


def listen(rng: random.Random) -> str:
    address = rng.choice(
        [
            "8081",
            "*:8081",
            "127.0.0.1:8081",
            "[::1]:8081",
            "8082",
            "8081-8083",
            "unix:judged.sock",
            "127.0.0.1:8082",
        ]
    )
    words = rng.choices(
        ["default_server", "backlog=64", "bind", "proxy_protocol", "reuseport", "rcvbuf=8k"],
        k=rng.choice([0, 0, 0, 0, 1, 2]),
    )
    return f"listen {address} {' '.join(words)};"


def name(rng: random.Random) -> str:
    long = "a" * rng.choice([20, 44, 60])
    return rng.choice(
        [
            *("a.example", "A.example", ".a.example", "*.a.example", "b.*", "b.example", "_", "''"),
            *("~^(?<sub>.+)\\.x$", "~y", "c.*.d", f"{long}.example", "c..d", "e.example", "f.example"),
        ]
    )


def location(rng: random.Random, depth: int = 0) -> str:
    path = rng.choice(
        ["/", "/a", "/a/", "/a/b", "= /a", "^~ /a", "~ ^/(a)", "~* b$", "@x", "@y", "/c", "= /c/d", "~ b"]
    )
    inner = some(rng, 0, 2, lambda r: setting(r, "location"))
    if depth < 2 and rng.random() < 0.3:
        inner += location(rng, depth + 1)
    return f"location {path} {{ {inner} }}"


def setting(rng: random.Random, context: str) -> str:
    choices = [
        "root /srv/a;",
        "alias /srv/b;" if context == "location" else "gzip on;",
        "gzip on;",
        "client_max_body_size 1m;",
        "index a b;",
        f"add_header X ${rng.choice(['host', 'uri', 'own', 'sub', 'lost', 'arg_a', 'm'])};",
        f"limit_req zone={rng.choice(['one', 'two', 'gone'])};",
        f"limit_conn {rng.choice(['three', 'one'])} 5;",
        (
            f"access_log logs/a.log {rng.choice(['combined', 'main', 'late'])}"
            f"{rng.choice(['', ' buffer=4k', ' buffer=8k'])};"
        ),
        f"gzip_types {rng.choice(['text/css', 'text/css text/plain', 'text/html'])};",
        f"proxy_buffer_size {rng.choice(['4k', '16k', '64k'])};",
        f"proxy_buffers {rng.choice(['8 4k', '4 16k', '1 4k'])};",
        f"proxy_busy_buffers_size {rng.choice(['8k', '32k'])};",
        f"large_client_header_buffers {rng.choice(['4 8k', '4 256'])};"
        if context != "location"
        else "gzip off;",
        f"proxy_redirect {rng.choice(['off', 'a b', 'default'])};",
        f"proxy_cache {rng.choice(['pages', 'gone', 'off', 'one'])};",
        "proxy_store on;",
        f"set $own {rng.choice(['1', '$m', '$lost2'])};" if context != "http" else "gzip_vary on;",
        f"valid_referers {rng.choice(['none', 'none a.example', 'blocked b.example'])};"
        if context != "http"
        else "gzip_vary on;",
        f"aio threads={rng.choice(['default', 'pool', 'gone'])};",
        f"source_charset {rng.choice(['a', 'b', 'off'])};",
        f"charset {rng.choice(['a', 'b', 'c', 'off'])};",
    ]
    if context == "location":
        target = rng.choice(["127.0.0.1", "127.0.0.1/x", "up", "up:80", "up2/y", "unix:/a:/b", "$host"])
        choices += [
            f"proxy_pass http://{target};",
            f"proxy_pass http://{target};",
            f"fastcgi_pass {rng.choice(['up', 'up2:90', '127.0.0.1:9'])};",
            "fastcgi_cache pages;",
            f"if ($host = a) {{ {rng.choice(['', 'root /x;', 'proxy_pass http://127.0.0.1/x;'])} }}",
            f"rewrite ^ /{rng.choice(['', '$1'])};",
        ]
    return rng.choice(choices)


def top(rng: random.Random) -> str:
    size = rng.choice(["1m", "2m"])
    zone = rng.choice(["one", "two", "three", "pages"])
    upstream = rng.choice(["up", "UP", "up2", "up3"])
    inside = rng.sample(
        [
            "ip_hash;",
            "least_conn;",
            "server 127.0.0.1:8;",
            "server 127.0.0.1:9 backup;",
            "keepalive 4;",
            "zone z 64k;",
        ],
        k=rng.randint(1, 4),
    )
    return rng.choice(
        [
            f"limit_req_zone $host zone={zone}:{size} rate=1r/s;",
            f"limit_conn_zone $host zone={zone}:{size};",
            f"proxy_cache_path cache/{rng.choice('ab')} keys_zone={zone}:{size};",
            f"fastcgi_cache_path cache/{rng.choice('ab')} keys_zone={zone}:{size};",
            f"upstream {upstream} {{ {' '.join(inside)} }}",
            f"upstream {upstream} {{ server 127.0.0.1:8; }}",
            "map $uri $m { default a; /x b; }",
            f"log_format {rng.choice(['main', 'late', 'other'])} '$host';",
            f"charset_map {rng.choice(['a b', 'b c', 'a a'])} {{ C0 FE; }}",
            f"server_names_hash_bucket_size {rng.choice([32, 64, 128])};",
            "fastcgi_cache_key $uri;",
            setting(rng, "http"),
        ]
    )


def server(rng: random.Random) -> str:
    names = some(rng, 0, 2, lambda r: f"server_name {name(r)};")
    inside = some(rng, 0, 2, listen) + names + some(rng, 0, 2, lambda r: setting(r, "server"))
    return f"server {{\n{inside}{some(rng, 0, 3, location)}}}"


def configuration(rng: random.Random) -> str:
    main = rng.choice(["", "", "thread_pool pool threads=2;\n"])
    body = some(rng, 0, 4, top) + some(rng, 0, 3, server) + some(rng, 0, 1, top)
    return f"{main}events {{}}\nhttp {{\n{body}}}\n"


def test_agreement(judge: Judge, tmp_path: Path) -> None:
    rng = random.Random(f"{judge.version} whole")
    wrong = []
    counts = {"refused": 0, "questioned": 0, "taken": 0}
    for number in range(COUNT):
        text = configuration(rng)
        verdict = judge.ask(text)
        if not verdict.accepted and MACHINE.search(verdict.error):
            continue
        warnings = [line for line in verdict.warnings if not MACHINE.search(line)]
        file = tmp_path / f"{number}.conf"
        file.write_text(text, encoding="utf-8")
        found = findings(file, version=str(judge.version))
        errors = [one for one in found if one.severity is Severity.ERROR]
        warned = [one for one in found if one.severity is Severity.WARNING]
        ours = [one.message for one in errors or warned]
        said = f"{text}\nnginx: {verdict.error or warnings}\nnginxlint: {ours}"
        if verdict.accepted and errors:
            wrong.append(f"accepted, and there is an error\n{said}")
        elif not verdict.accepted and not errors:
            wrong.append(f"refused, and there is no error\n{said}")
        elif warnings and not warned and not errors:
            wrong.append(f"questioned, and there is no warning\n{said}")
        counts["refused" if not verdict.accepted else "questioned" if warnings else "taken"] += 1
    assert not wrong, f"{len(wrong)} of {COUNT}\n" + "\n".join(wrong[:3])
    assert counts["refused"] > 0, counts
    assert counts["taken"] > 0, counts
