"""What becomes of a request: real nginx and the model agree about random rewrites, redirects and
fallbacks.
"""

from __future__ import annotations

import http.client
import random
import socket
import sys
from typing import TYPE_CHECKING

import pytest
from model_texts import configuration_of
from running import serving

from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.routes.requests import NAME, Patience, Request
from nginxlint.config.routes.routing import Answer, route

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nginx runs on Linux")

LOCATIONS = [
    "/", "/a", "/a/", "= /a", "^~ /a/b", "/b/", "= /b", "~ ^/a/(.*)$", "~ \\.html$", "~* ^/(b|c)", "/c",
]  # fmt: skip
PATTERNS = ["^", "^/a", "^/a/(.*)$", "^/(.*)$", "^/b/?(.*)", "(.*)\\.html$", "^/(a|b)/(.*)$", "^/c$"]
TARGETS = ["/a", "/b/$1", "/$1", "/c?x=$1", "/a/$1?", "/c", "/b/$2", "$uri/", "/a/$host", "/$new/$1"]
FLAGS = ["last", "last", "break", "", "", "permanent", "redirect"]
RETURNS = [
    "301 /a/", "302 https://$host$request_uri", "404", "302 /b/$1", "200 ok", "403", "404 gone",
    "307 $scheme://x$uri$is_args$args", "https://$host/$kind",
]  # fmt: skip
CONDITIONS = [
    "$uri ~ ^/a/(.*)", "$uri = /c", "$request_method = GET", "$arg_x", "$new = 1", "$args ~* x=(.)",
    "$uri !~ b", f"!-f $document_root/{NAME}", "$scheme = https", "$kind = b", "$arg_y != 2",
]  # fmt: skip
TRIES = [
    f"/{NAME} =404",
    f"/{NAME} /a",
    f"/{NAME} @named",
    f"/{NAME}/ /c?z=1",
    f"/{NAME} /b/$new",
    f"/{NAME} =403",
]
ERRORS = ["404 /c", "403 404 = @named", "404 =301 https://x/", "403 =302 /b/", "302 /c"]
PATHS = [
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/a/x.html",
    "/b",
    "/b/c",
    "/b/a/c",
    "/c",
    "/c.html",
    "/d?x=1",
    "/a/b?y=2&x=3",
]


def _script(chance: random.Random, most: int, depth: int = 1) -> str:
    lines = []
    for _ in range(chance.randint(0, most)):
        kind = chance.choice(["rewrite", "rewrite", "rewrite", "return", "set", "if", "if", "break"])
        if kind == "rewrite":
            flag = chance.choice(FLAGS)
            lines.append(f"rewrite {chance.choice(PATTERNS)} {chance.choice(TARGETS)} {flag};")
        elif kind == "set":
            lines.append(f"set $new {chance.choice(['1', '$1', '$uri', 'a', '$kind'])};")
        elif kind == "if" and depth:
            lines.append(f"if ({chance.choice(CONDITIONS)}) {{ {_script(chance, 2, 0)} }}")
        elif kind == "return" and chance.random() < 0.4:
            lines.append(f"return {chance.choice(RETURNS)};")
        elif kind == "break" and chance.random() < 0.3:
            lines.append("break;")
    return " ".join(lines)


def _location(chance: random.Random, name: str, number: int) -> str:
    more = ""
    if chance.random() < 0.3:
        more += f"try_files {chance.choice(TRIES)};"
    if chance.random() < 0.2:
        more += f"error_page {chance.choice(ERRORS)};"
    if chance.random() < 0.15 and not name.startswith("@"):
        more += "internal;"
    return f"location {name} {{ empty_gif; {_told(number)} {more} {_script(chance, 3)} }}"


def _server(chance: random.Random, number: int, where: str) -> str:
    names = chance.sample(LOCATIONS, chance.randint(2, 6))
    names = [one for one in names if one != "@named"]
    script = _script(chance, 2) if chance.random() < 0.5 else ""
    errors = f"error_page {chance.choice(ERRORS)};" if chance.random() < 0.3 else ""
    recursive = "recursive_error_pages on;" if chance.random() < 0.3 else ""
    locations = " ".join(_location(chance, name, at) for at, name in enumerate([*names, "@named"]))
    return (
        f"server {{ server_name s{number}; listen unix:{where}; absolute_redirect off; set $new 0; "
        f"{errors} {recursive} {_told('none')} {script} {locations} }}"
    )


def _told(number: int | str) -> str:
    """The fields that tell which block answered, and for which path."""
    return f"add_header X-At {number} always; add_header X-Uri $uri always;"


def test_nginx_and_the_model_agree(tmp_path: Path) -> None:
    chance = random.Random(7)
    servers = [_server(chance, number, f"{tmp_path}/s") for number in range(250)]
    text = "map $uri $kind { default a; /b b; ~^/c(.*) c$1; }\n" + "\n".join(servers)
    decided = 0
    kinds = set()
    configuration = configuration_of(text)
    with serving(
        f"root {tmp_path}/www; server_names_hash_max_size 4096; log_not_found off;\n"
        f"{text}\nserver {{ listen 80; }}",
        tmp_path,
        {"/www/": ""},
        context="http",
    ):
        for number, server in enumerate(http_servers(configuration)):
            for path in PATHS:
                where, _, args = path.partition("?")
                # Real nginx says that it speaks on port 0 here, since the socket is a unix one.
                answer = route(
                    configuration,
                    server.directive,
                    Request(where, args, host=f"s{number}", port=80),
                    Patience(),
                )
                if answer is None or (answer.kind == "content" and answer.block is server.directive):
                    continue
                decided += 1
                kinds.add(answer.kind)
                told = _ask(f"{tmp_path}/s", f"s{number}", path)
                assert _agree(answer, told), (servers[number], path, answer, told)
    assert decided > 1500
    assert kinds == {"content", "redirect", "status", "cycle"}


def _agree(answer: Answer, told: tuple[int, str, str, str]) -> bool:
    status, at, uri, location = told
    if answer.kind == "cycle":
        return status == 500
    if answer.kind == "redirect":
        return (str(status), location) == (answer.status, answer.target)
    block = answer.block if answer.block.name != "if" else answer.block.parent
    assert block is not None
    number = str(block.all("add_header")[0].args[1])
    if (at, uri) != (number, answer.path):
        return False
    return str(status) == answer.status


def _ask(where: str, host: str, path: str) -> tuple[int, str, str, str]:
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(where)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return (
        answer.status,
        answer.getheader("X-At") or "",
        answer.getheader("X-Uri") or "",
        answer.getheader("Location") or "",
    )
