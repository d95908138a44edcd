"""The harness of the proofs: a fixture is served as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from running import fixture, serving

if TYPE_CHECKING:
    from pathlib import Path


def test_a_fragment_is_put_in_its_place(tmp_path: Path) -> None:
    files = {"/srv/files/": "", "/srv/secret": "secret"}
    with serving(fixture("alias-traversal", "bad.conf"), tmp_path, files) as site:
        assert site.get("/files../secret").body == "secret"
    with serving(fixture("alias-traversal", "good.conf"), tmp_path, files) as site:
        assert site.get("/files../secret").status == 404


def test_what_reaches_the_upstream(tmp_path: Path) -> None:
    text = """
    location /api/ { proxy_pass http://127.0.0.1:8000/; }
    location /named/ { proxy_pass http://backend; }
    """
    with serving(text, tmp_path, context="server", names=("backend",)) as site:
        sent = site.get("/api//x?a=b", headers={"X-One": "1"}).sent
        assert (sent.method, sent.path, sent.header("X-One")) == ("GET", "/x?a=b", "1")
        assert site.get("/named/y").sent.path == "/named/y"


def test_tls_and_several_servers(tmp_path: Path) -> None:
    text = """
    server { listen 80 default_server; return 301 https://$host$request_uri; }
    server {
        listen 443 ssl;
        server_name example.com;
        ssl_certificate /etc/ssl/example/cert.pem;
        ssl_certificate_key /etc/ssl/example/key.pem;
        return 200 $scheme;
    }
    """
    with serving(text, tmp_path, context="http") as site:
        assert site.get("/a", host="example.com").header("Location") == "https://example.com/a"
        assert site.get("/", host="example.com", port=443, tls=True).body == "https"
