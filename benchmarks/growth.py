"""What is four times as long should take four times as long, not sixteen times: all rules, and the layout.

    python benchmarks/growth.py

Each line is a shape of configuration: processor time for one size, for four times as much, and the ratio. The
shorter of two runs counts, with the collection of garbage left out, as in the real command.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

from nginxlint.config.given import Request
from nginxlint.lint import index
from nginxlint.lint.run import Options, lint
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST
from nginxlint.syntax.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = index.built_in()
RULES = {name: entry for name, entry in ALL.items() if not entry.host}
SMALL = 300
TIMES = 4
QUADRATIC = 10
"""From this ratio on a line is marked; what is quadratic takes 16 times as long."""


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


def work(text: str) -> None:
    """Lint a text with all rules, and lay it out."""
    whole = f"events {{}}\nhttp {{\n{text}\n}}\n".encode()
    done = lint(Request(("-",), "/", stdin=whole), Options(RULES, ALL, Dialect(NEWEST), host=False))
    assert not done.outcome.failures, done.outcome.failures
    lay_out(text)


def seconds(text: str) -> float:
    """The shorter processor time of two runs."""
    found = []
    for _ in range(2):
        started = time.process_time()
        work(text)
        found.append(time.process_time() - started)
    return min(found)


def main() -> int:
    """Print a table; 1 if a shape grows too fast."""
    gc.collect()
    gc.disable()
    print(f"| shape | {SMALL} | {SMALL * TIMES} | ratio |\n| --- | ---: | ---: | ---: |")
    worst = 0.0
    for name, shape in SHAPES.items():
        work(shape(3))  # what is loaded and compiled once
        small, large = seconds(shape(SMALL)), seconds(shape(SMALL * TIMES))
        worst = max(worst, large / small)
        mark = " (too fast)" if large / small >= QUADRATIC else ""
        print(f"| {name} | {small:.2f} s | {large:.2f} s | {large / small:.1f}{mark} |", flush=True)
    return worst >= QUADRATIC


if __name__ == "__main__":
    sys.exit(main())
