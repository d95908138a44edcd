"""What is four times as long takes four times as long, not sixteen times: all rules, and the layout.

Processor time, which other programs on the machine change less than they do the time of a clock; the
shortest of several runs, with the collection of garbage left out, as in the real command.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

import pytest
from linting import run

from nginxlint.lint import index
from nginxlint.syntax.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RULES = tuple(name for name, entry in index.built_in().items() if not entry.host)
SMALL = 300
TIMES = 4
MOST = 10
"""Twice as much and a half is for the machine's moods; what is quadratic takes 16 times as long."""


def server(inner: str, name: str = "a.example") -> str:
    return f"server {{\n    listen 80;\n    server_name {name};\n    root /srv;\n{inner}\n}}\n"


def each(line: str, count: int) -> str:
    """A line for each number: ``#`` is the number, ``+`` the next one."""
    return "\n".join(line.replace("#", str(at)).replace("@@", str(at + 1)) for at in range(count))


SHAPES: dict[str, Callable[[int], str]] = {
    "prefixes": lambda n: server(each("location /a#/ { proxy_pass http://127.0.0.1:8000/; }", n)),
    "regexes": lambda n: server(each("location ~ ^/a#/(.*)\\.php$ { fastcgi_pass 127.0.0.1:9000; }", n)),
    "named": lambda n: server(each("location @a# { return 200; }\nlocation /a# { try_files $uri @a#; }", n)),
    "unused names": lambda n: server(each("location @a# { return 200; }", n)),
    "rewrites": lambda n: server(f"location / {{\n{each('rewrite ^/r#/(.*)$ /r@@/$1 last;', n)}\n}}"),
    "rewrites without flags": lambda n: server(each("rewrite ^/r#$ /r@@;", n)),
    "fallbacks": lambda n: server(each("location /t#/ { try_files $uri /t@@/x; }", n)),
    "error pages": lambda n: server(each("error_page 404 /e#.html; location = /e#.html { return 403; }", n)),
    "ifs": lambda n: server(each("if ($http_x ~ (a|b#)) { set $a $a#$1; }", n)),
    "sets": lambda n: server(each("set $v@@ $v#;", n)),
    "one variable": lambda n: each(server("set $u http://127.0.0.1; return 301 $u;", "s#.example"), n),
    "servers": lambda n: each(server("", "a#.example b#.example *.c#.example"), n),
    "redirects": lambda n: each(
        "server { listen 80; server_name s#.example; return 301 http://s@@.example/x; }", n
    ),
    "maps": lambda n: each("map $m# $m@@ { default $m#; a 1; }", n) + server("return 200 $m1;"),
    "one map": lambda n: f"map $uri $m {{\n{each('/a# $host;', n)}\n}}" + server("return 301 $m;"),
    "upstreams": lambda n: (
        each("upstream u# { server 10.0.0.1:8000; }", n)
        + server(each("location /u#/ { proxy_pass http://u#; }", n))
    ),
    "headers": lambda n: server(each("add_header X-# y;", n)),
    "addresses": lambda n: server(each("deny 10.#.0.0/32;".replace("#", "0"), 1) + each("allow unix:;", n)),
    "nested": lambda n: server("location / { " * 20 + each("gzip on;", n) + " }" * 20),
}


@pytest.fixture(autouse=True)
def _no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def seconds(work: Callable[[int], object], count: int, runs: int) -> float:
    """The shortest time that it takes to work on that many."""
    found = []
    for _ in range(runs):
        started = time.process_time()
        work(count)
        found.append(time.process_time() - started)
    return min(found)


@pytest.mark.parametrize("shape", SHAPES)
def test_growth(shape: str) -> None:
    def lint(count: int) -> None:
        text = SHAPES[shape](count)
        done = run("-", stdin=f"events {{}}\nhttp {{\n{text}\n}}\n".encode(), select=RULES)
        assert not done.outcome.failures
        lay_out(text)

    lint(3)  # what is loaded and compiled once
    for more in (1, 2):
        # A second look, twice as long, where the first was too short to tell.
        small = seconds(lint, SMALL * more, 2)
        large = seconds(lint, SMALL * more * TIMES, more)
        if large < MOST * small:
            return
    raise AssertionError(f"{large:.2f} s for {TIMES} times what takes {small:.2f} s")
