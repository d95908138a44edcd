"""What nginx sends to the servers behind: real nginx sends what the rules of proxy say it does."""

from __future__ import annotations

import re
import socket
import struct
import threading
from typing import TYPE_CHECKING

import pytest
from linting import expectations, findings
from running import Site, fixture, serving

from nginxlint.config.contexts import context_of
from nginxlint.config.distribution import known_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from running import Answer

_KNOWN = ("fastcgi.conf", "fastcgi_params", "uwsgi_params", "scgi_params", "proxy_params")
FILES = {f"/{name}": source.text for name in _KNOWN if (source := known_file(name))}
_CLAIM = re.compile(r"`(/[^`]*)` is sent upstream as `([^`]+)`")


def _claims(rule: str, name: str) -> list[tuple[str, str]]:
    """The requests and what is said to be sent for them, out of the messages."""
    path = fixture(rule, name)
    context = expectations(path).options["context"]
    found = findings(path, select=(rule,), context=context_of(context))
    return [match.groups() for one in found if (match := _CLAIM.search(one.message))]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("rule", "name", "count"),
    [
        ("proxy-pass-slash-mismatch", "bad.conf", 4),
        ("proxy-pass-slash-mismatch", "bad_two_locations.conf", 1),
        ("proxy-pass-decoded-path", "bad.conf", 2),
    ],
)
def test_paths_are_sent_as_the_messages_say(rule: str, name: str, count: int, tmp_path: Path) -> None:
    claims = _claims(rule, name)
    assert len(claims) == count
    with serving(fixture(rule, name), tmp_path) as site:
        for path, sent in claims:
            assert site.get(path).sent.path == sent


@pytest.mark.parametrize(
    ("rule", "name", "path", "sent"),
    [
        ("proxy-pass-slash-mismatch", "bad.conf", "/api../x", "/v1/../x"),
        ("proxy-pass-slash-mismatch", "good.conf", "/api/users", "/v1/users"),
        ("proxy-pass-slash-mismatch", "good.conf", "/app/users", "/app/users"),
        ("proxy-pass-slash-mismatch", "good.conf", "/rewritten/users", "/new/users"),
        ("proxy-pass-decoded-path", "bad_twice.conf", "/a%20b", "/a%2520b"),
        ("proxy-pass-decoded-path", "bad_twice.conf", "/cut/a%20b", "/a%2520b"),
        ("proxy-pass-decoded-path", "bad_set.conf", "/files/a%3Fb", "/a?b"),
        ("proxy-pass-decoded-path", "good_set.conf", "/files/a%3Fb", "/a%3Fb"),
        ("proxy-pass-decoded-path", "good.conf", "/img/a%3Fb%20c", "/a%3Fb%20c"),
        ("proxy-pass-decoded-path", "good.conf", "/doc/a%3Fb", "/a%3Fb"),
        ("proxy-pass-decoded-path", "good.conf", "/raw/a%3Fb?c", "/raw/a%3Fb?c"),
        ("proxy-pass-decoded-path", "good_raw.conf", "/cut/a%3Fb%0D%0Ac", "/a%3Fb%0D%0Ac"),
    ],
)
def test_paths(rule: str, name: str, path: str, sent: str, tmp_path: Path) -> None:
    with serving(fixture(rule, name), tmp_path) as site:
        assert site.get(path).sent.path == sent


def test_a_decoded_space_ends_the_path(tmp_path: Path) -> None:
    with serving(fixture("proxy-pass-decoded-path", "bad.conf"), tmp_path) as site:
        assert site.get("/img/a%20b").status == 400


def test_names_without_resolver(tmp_path: Path) -> None:
    with serving(fixture("missing-resolver", "bad.conf"), tmp_path) as site:
        assert site.get("/").status == 502
        assert site.get("/b/").status == 502
        assert site.get("/", port=81).status == 502
        assert site.get("/", port=82, host="www.example.com").status == 502
        assert site.get("/a.php", port=83).status == 502
        for name in ("app.example.com", "www.example.com", "php"):
            assert f"no resolver defined to resolve {name}" in site.error_log()
        assert site.get("/b/", headers={"X-Version": "beta"}).status == 200
    with serving(fixture("missing-resolver", "good_looked_up_at_start.conf"), tmp_path) as site:
        assert site.get("/b/").status == 200


@pytest.mark.parametrize(
    ("rule", "name", "fields"),
    [
        ("proxy-host-header-missing", "bad.conf", {"Host": "app"}),
        ("proxy-host-header-missing", "good.conf", {"Host": "example.org"}),
        ("upstream-name-not-a-hostname", "bad.conf", {"Host": "my_app"}),
        ("proxy-set-header-inheritance", "bad.conf", {"X-Forwarded-For": None, "X-Real-IP": "127.0.0.1"}),
        ("proxy-set-header-inheritance", "bad_http.conf", {"Proxy": "evil", "Host": "example.org"}),
        ("proxy-set-header-inheritance", "bad_further_out.conf", {"X-Real-IP": "127.0.0.1"}),
        ("proxy-set-header-inheritance", "good.conf", {"Host": "example.org"}),
    ],
)
def test_fields(rule: str, name: str, fields: dict[str, str | None], tmp_path: Path) -> None:
    with serving(fixture(rule, name), tmp_path, FILES) as site:
        sent = site.get("/", host="example.org", headers={"Proxy": "evil"}).sent
        assert {field: sent.header(field) for field in fields} == fields
        if "Host" not in fields:
            assert sent.header("Host") == f"127.0.0.1:{site.ports[8000]}"


ASKED = {"Upgrade": "websocket", "Connection": "Upgrade"}


@pytest.mark.parametrize(
    ("path", "upgrade", "connection"),
    [
        ("/a/", "websocket", None),
        ("/b/", None, "upgrade"),
        ("/c/", "websocket", None),
        ("/d/", "upgrade", "websocket"),
        ("/e/", "websocket", "websocket"),
    ],
)
def test_half_an_upgrade(path: str, upgrade: str | None, connection: str | None, tmp_path: Path) -> None:
    with serving(fixture("websocket-upgrade-incomplete", "bad.conf"), tmp_path) as site:
        sent = site.get(path, headers=ASKED).sent
        assert (sent.header("Upgrade"), sent.header("Connection")) == (upgrade, connection)


@pytest.mark.parametrize(
    ("name", "path", "judge", "version"),
    [
        ("bad.conf", "/f/", "wheel", "HTTP/1.0"),
        ("bad_old.conf", "/ws/", "debian", "HTTP/1.0"),
        ("good.conf", "/ws/", "debian", "HTTP/1.1"),
        ("good_old.conf", "/ws/", "debian", "HTTP/1.1"),
        ("bad_old.conf", "/ws/", "wheel", "HTTP/1.1"),
    ],
)
def test_version_of_http(name: str, path: str, judge: str, version: str, tmp_path: Path) -> None:
    with serving(fixture("websocket-upgrade-incomplete", name), tmp_path, judge=judge) as site:
        sent = site.get(path, headers=ASKED).sent
        assert sent.version == version
        assert (sent.header("Upgrade"), str(sent.header("Connection")).lower()) == ("websocket", "upgrade")


def _is_kept(site: Site) -> bool:
    """Whether two requests come over one connection, as the server behind numbers them."""
    return site.get("/").body == site.get("/").body


@pytest.mark.parametrize(
    ("name", "judge", "kept"),
    [
        ("bad.conf", "debian", False),
        ("bad_closed.conf", "wheel", False),
        ("good.conf", "debian", True),
        ("good_new.conf", "wheel", True),
    ],
)
def test_kept_connections(name: str, judge: str, kept: bool, tmp_path: Path) -> None:
    text = fixture("upstream-keepalive-ineffective", name).read_text()
    behind = "server { listen 8000; location / { return 200 $connection; } }"
    with serving(f"{text.rstrip()[:-1]}{behind}\n}}", tmp_path, judge=judge) as site:
        assert _is_kept(site) == kept


def test_a_single_server_is_always_tried(tmp_path: Path) -> None:
    text = """
    upstream one { server unix:/run/one.sock max_fails=1 fail_timeout=1h; }
    upstream two { server unix:/run/a.sock max_fails=1 fail_timeout=1h; server unix:/run/a.sock max_fails=1
        fail_timeout=1h; }
    server { listen 80; location /one { proxy_pass http://one; } location /two { proxy_pass http://two; } }
    """
    with serving(text, tmp_path, context="http") as site:
        for _ in range(3):
            assert site.get("/one").status == site.get("/two").status == 502
        log = site.error_log()
        assert log.count("run/one.sock failed") == 3
        assert log.count("run/a.sock failed") == 2
        assert "no live upstreams" in log


def test_the_name_in_the_handshake(tmp_path: Path) -> None:
    text = """
    server { listen 80; proxy_ssl_name site.example.com;
        location /off { proxy_pass https://127.0.0.1:8443; }
        location /on { proxy_ssl_server_name on; proxy_pass https://127.0.0.1:8443; } }
    server { listen 8443 ssl; ssl_certificate /c.pem; ssl_certificate_key /k.pem;
        location / { return 200 "<$ssl_server_name>"; } }
    """
    with serving(text, tmp_path, context="http") as site:
        assert site.get("/off").body == "<>"
        assert site.get("/on").body == "<site.example.com>"


@pytest.mark.parametrize(("name", "body"), [("bad.conf", None), ("good.conf", "b b")])
def test_compressed_answers_are_not_changed(name: str, body: str | None, tmp_path: Path) -> None:
    text = fixture("sub-filter-compressed", name).read_text()
    behind = """server {
        listen 8000; gzip on; gzip_http_version 1.0; gzip_min_length 1; default_type text/html;
        location / { return 200 'a b'; } }"""
    gunzip = "gunzip on;" if body is None else ""  # it doesn't help
    with serving(f"{text.rstrip()[:-1]}{gunzip}{behind}\n}}", tmp_path, judge="debian") as site:
        found = site.get("/", headers={"Accept-Encoding": "gzip"})
        assert (found.header("Content-Encoding") == "gzip") == (body is None)
        assert body is None or found.body == body


class _FastCgi:
    """A program behind FastCGI that answers with the parameters it is given, for as many requests as come."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                text = b"X-Secret: 1\r\n\r\n" + b"\n".join(
                    b"=".join(pair) for pair in _parameters(stream.read)
                )
                connection.sendall(struct.pack(">BBHHBx", 1, 6, 1, len(text), 0) + text)
                connection.sendall(struct.pack(">BBHHBxIB3x", 1, 3, 1, 8, 0, 0, 0))

    def close(self) -> None:
        self._listener.close()


def _parameters(read) -> Iterator[tuple[bytes, bytes]]:  # type: ignore[no-untyped-def]
    """The pairs of a request's PARAMS records (FastCGI specification, section 5.2)."""
    given = b""
    while True:
        _, kind, _, length, padding = struct.unpack(">BBHHBx", read(8))
        content = read(length + padding)[:length]
        if kind == 4:
            given += content
        if kind == 5 and not length:
            break
    while given:
        sizes = []
        for _ in range(2):
            long = given[0] >> 7
            sizes.append(int.from_bytes(given[: 4 if long else 1], "big") & 0x7FFFFFFF)
            given = given[4 if long else 1 :]
        name, value, given = given[: sizes[0]], given[sizes[0] : sum(sizes)], given[sum(sizes) :]
        yield name, value


def _through_fastcgi(text: str, path: str, folder: Path, context: str | None = None) -> Answer:
    behind = _FastCgi(folder / "run" / "php.sock")
    text = text.replace("127.0.0.1:9000", "unix:/run/php.sock").replace("php:9000", "unix:/run/php.sock")
    try:
        with serving(text, folder, FILES, context=context) as site:
            return site.get(path)
    finally:
        behind.close()


@pytest.mark.parametrize(
    ("name", "path", "file"),
    [
        ("bad.conf", "/a.php", None),
        ("bad.conf", "/shop/a.php", None),
        ("bad_alias.conf", "/blog/index.php", "/srv/wordpress//blog/index.php"),
        ("bad_root.conf", "/index.php", "/html/index.php"),
        ("good.conf", "/a.php", "/srv/app/a.php"),
        ("good.conf", "/blog/index.php", "/srv/wordpress/index.php"),
    ],
)
def test_the_file_that_php_is_told(name: str, path: str, file: str | None, tmp_path: Path) -> None:
    text = fixture("gateway-params-missing", name).read_text().replace("include /etc/app/php.conf;", "")
    answer = _through_fastcgi(text, path, tmp_path)
    told = dict(line.partition("=")[::2] for line in answer.body.split("\n"))
    found = told.get("SCRIPT_FILENAME")
    assert found == (None if file is None else f"{tmp_path}{file}")
    if (name, path) == ("bad.conf", "/a.php"):
        assert "REQUEST_METHOD" not in told


@pytest.mark.parametrize(("setting", "hidden"), [("proxy", False), ("fastcgi", True)])
def test_a_setting_of_another_family(setting: str, hidden: bool, tmp_path: Path) -> None:
    text = f"location / {{ {setting}_hide_header X-Secret; fastcgi_pass 127.0.0.1:9000; }}"
    answer = _through_fastcgi(text, "/", tmp_path, "server")
    assert answer.status == 200
    assert (answer.header("X-Secret") is None) == hidden
