"""What the rules about header fields, inheritance and plain HTTP say, seen at a real nginx."""

from __future__ import annotations

import re
import socket
import ssl
from http.client import RemoteDisconnected
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running import SECONDS, fixture, serving

if TYPE_CHECKING:
    from running import Site

PAGE = {"/srv/www/index.html": "page"}


def test_outer_lines_are_lost(tmp_path: Path) -> None:
    with serving(fixture("inherited-directive-lost", "bad_hidden.conf"), tmp_path) as site:
        assert site.get("/").header("X-Powered-By") == "PHP"
        assert site.get("/").header("X-Debug") is None
        assert site.get("/api/").header("X-Powered-By") is None
        assert site.get("/api/").header("X-Debug") == "1"


def test_outer_error_pages_are_lost(tmp_path: Path) -> None:
    files = {"/srv/www/404.html": "our page", "/srv/www/files/": ""}
    with serving(fixture("inherited-directive-lost", "bad_error_page/site.conf"), tmp_path, files) as site:
        assert site.get("/none").body == "our page"
        assert "nginx" in site.get("/files/none").body


def test_content_type_is_sent_twice(tmp_path: Path) -> None:
    with serving(fixture("add-header-content-type", "bad.conf"), tmp_path) as site:
        assert site.get("/x").all("Content-Type") == ["text/plain", "application/json"]
    with serving(fixture("add-header-content-type", "bad_passed.conf"), tmp_path) as site:
        assert site.get("/").all("Content-Type") == ["application/json", "text/html; charset=utf-8"]


def test_content_type_is_sent_once(tmp_path: Path) -> None:
    with serving(fixture("add-header-content-type", "good_alike/site.conf"), tmp_path) as site:
        assert site.get("/x").all("Content-Type") == ["application/json"]
        assert site.get("/hidden/").all("Content-Type") == ["application/octet-stream"]
        assert site.get("/options/", method="OPTIONS").all("Content-Type") == ["text/plain; charset=utf-8"]
        assert site.get("/gone/").all("Content-Type") == ["text/html"]
        assert site.get("/bare/").all("Content-Type") == ["application/json"]
        assert site.get("/other/").all("Content-Type") == ["text/plain"]


def test_more_set_headers_replaces_the_type(tmp_path: Path) -> None:
    text = 'location / { more_set_headers "Content-Type: text/html"; return 200 "x"; }'
    module = Path("/usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so")
    if not module.exists():
        pytest.skip("Debian's module headers-more is not here")
    with serving(text, tmp_path, context="server", judge="debian", main=f"load_module {module};") as site:
        assert site.get("/").all("Content-Type") == ["text/html"]


def _raw(site: Site, path: str) -> bytes:
    with socket.create_connection(("127.0.0.1", site.ports[80]), SECONDS) as connection:
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")[0]


def test_line_breaks_are_sent_as_they_are(tmp_path: Path) -> None:
    with serving(
        fixture("multiline-header", "bad_more/site.conf"), tmp_path, {"/srv/www/cut/index.html": "x", **PAGE}
    ) as site:
        assert b"default-src 'self';\n        img-src data:\r\n" in _raw(site, "/")
        assert b"Accept,\nContent-Type\r\n" in _raw(site, "/cut/")
        assert b"https://example.com/\n        new/" in _raw(site, "/old/")


def test_a_backend_refuses_a_line_break(tmp_path: Path) -> None:
    text = """
    server { listen 80; location / { proxy_pass http://127.0.0.1:8000; proxy_set_header X-Roles "a,
        b"; } }
    server { listen 127.0.0.1:8000; return 200 "page"; }
    """
    with serving(text, tmp_path, context="http") as site:
        assert site.get("/").status == 400
        assert "client sent invalid header line" in site.error_log()


def test_fields_are_sent_twice(tmp_path: Path) -> None:
    files = {f"/srv/www/{folder}/index.html": "x" for folder in ("static", "fresh")} | PAGE
    with serving(fixture("duplicate-response-header", "bad_more/site.conf"), tmp_path, files) as site:
        assert site.get("/").all("X-Frame-Options") == ["DENY", "SAMEORIGIN"]
        assert len(site.get("/api/").all("Access-Control-Allow-Origin")) == 2
        assert site.get("/static/").all("Cache-Control") == ["max-age=2592000", "public, max-age=60"]
        assert site.get("/fresh/").all("Cache-Control") == ["max-age=3600", "no-store"]
    with serving(fixture("duplicate-response-header", "bad_merged/site.conf"), tmp_path, PAGE) as site:
        assert site.get("/").all("X-Content-Type-Options") == ["nosniff", "nosniff"]


def test_plain_requests_stay_plain(tmp_path: Path) -> None:
    files = PAGE | {"/srv/a/index.html": "a"}
    with serving(fixture("missing-https-redirect", "bad_more"), tmp_path, files) as site:
        assert site.get("/", host="example.com").body == "page"
        assert site.get("/", host="a.example.com").body == "a"
        assert site.get("/", host="b.example.com").body == "page"
        assert site.get("/", host="c.example.com").sent.path == "/"
        assert site.get("/account/", host="a.example.com").status == 301


def test_plain_requests_are_led_to_https(tmp_path: Path) -> None:
    with serving(fixture("missing-https-redirect", "good_alike"), tmp_path, PAGE) as site:
        for name in ("example.com", "a.example.com", "b.example.com", "x.c.example.com"):
            answer = site.get("/x?y", host=name)
            assert (answer.status, answer.header("Location")) == (301, f"https://{name}/x?y")
        with pytest.raises(RemoteDisconnected):
            site.get("/", host="f.example.com")


def _misdirected(site: Site) -> int:
    """The status of a request for another name than that of the handshake.

    With HTTP/1.1, in which nginx looks for the server in the same way as in HTTP/2.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", site.ports[443]), SECONDS) as bare,
        context.wrap_socket(bare, server_hostname="example.com") as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n")
        found = re.match(rb"HTTP/1.1 (\d+)", connection.recv(65536))
    assert found is not None
    return int(found[1])


def test_a_refused_name_comes_without_handshake(tmp_path: Path) -> None:
    with serving(fixture("http2-misdirected-request", "bad.conf"), tmp_path) as site:
        with pytest.raises(ssl.SSLError):
            site.get("/", host="other.example", port=443, tls=True)
        assert _misdirected(site) == 404
    with serving(fixture("http2-misdirected-request", "good.conf"), tmp_path) as site:
        assert _misdirected(site) == 421


def test_tls_on_the_port_of_plain_http(tmp_path: Path) -> None:
    with serving(fixture("ssl-on-port-80", "bad.conf"), tmp_path) as site:
        answer = site.get("/")
        assert answer.status == 400
        assert "The plain HTTP request was sent to HTTPS port" in answer.body


@pytest.mark.parametrize(("name", "status"), [("bad.conf", 400), ("good.conf", 301)])
def test_plain_http_on_another_tls_port(tmp_path: Path, name: str, status: int) -> None:
    with serving(fixture("error-page-497-missing", name), tmp_path) as site:
        assert site.get("/", port=8443).status == status


def test_ssl_of_another_server_makes_the_port_speak_tls(tmp_path: Path) -> None:
    with serving(fixture("error-page-497-without-ssl", "good_shared_address.conf"), tmp_path) as site:
        answer = site.get("/page", port=8443)
        assert (answer.status, answer.header("Location")) == (301, "https://www.example.com:8443/page")


def test_passwords_are_asked_for_over_plain_http(tmp_path: Path) -> None:
    with serving(fixture("auth-basic-over-http", "bad_more"), tmp_path, PAGE) as site:
        answer = site.get("/admin/", host="example.com")
        assert (answer.status, answer.header("WWW-Authenticate")) == (401, 'Basic realm="staff"')


def test_the_first_rule_that_fits_decides(tmp_path: Path) -> None:
    text = """
    location /b/ { allow 127.0.0.0/8; deny 127.0.0.1; deny all; root /srv/www; }
    location /c/ { deny 127.0.0.1; allow 127.0.0.0/8; deny all; root /srv/www; }
    location /d/ { deny all; allow 127.0.0.0/8; root /srv/www; }
    """
    files = {f"/srv/www/{folder}/index.html": "x" for folder in "bcd"}
    with serving(text, tmp_path, files, context="server") as site:
        assert [site.get(f"/{folder}/").status for folder in "bcd"] == [200, 403, 403]


def test_limit_except_without_deny(tmp_path: Path) -> None:
    with serving(fixture("methods-unrestricted", "bad.conf"), tmp_path, PAGE) as site:
        assert site.get("/", port=8080, method="DELETE").status == 405
    with serving(fixture("methods-unrestricted", "good.conf"), tmp_path, PAGE) as site:
        assert site.get("/", port=8080, method="DELETE").status == 403


def test_ssi_in_what_a_backend_sends(tmp_path: Path) -> None:
    page = '<!--# include virtual="/secret" -->'
    text = f"""
    server {{
        listen 80;
        location / {{ ssi on; proxy_pass http://127.0.0.1:8000; }}
        location /secret {{ internal; return 200 "secret"; }}
    }}
    server {{ listen 127.0.0.1:8000; default_type text/html; return 200 '{page}'; }}
    """
    with serving(text, tmp_path, context="http") as site:
        assert site.get("/secret").status == 404
        assert site.get("/").body == "secret"
