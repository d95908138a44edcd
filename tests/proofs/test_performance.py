"""What the rules about performance, logs and empty blocks say, seen in a real nginx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from running import fixture, serving

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "body { color: black }\n" * 20
PACKED = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("number", "connection"), [(0, "close"), (1, "close"), (2, "keep-alive"), (1000, "keep-alive")]
)
def test_keepalive_requests(number: int, connection: str, tmp_path: Path) -> None:
    text = f"keepalive_requests {number}; location / {{ return 204; }}"
    with serving(text, tmp_path, context="server") as site:
        assert site.get("/").header("Connection") == connection


def test_zero_is_not_without_limit(tmp_path: Path) -> None:
    with serving(fixture("keepalive-requests-low", "bad_zero.conf"), tmp_path, {"/srv/www/a": "a"}) as site:
        assert site.get("/a", port=8081).header("Connection") == "close"


@pytest.mark.parametrize(
    ("types", "is_packed"),
    [
        ("", False),
        ("gzip_types text/*;", False),
        ("gzip_types css;", False),
        ("gzip_types text/plain application/json;", False),
        ("gzip_types text/css;", True),
        ("gzip_types TEXT/CSS;", True),
        ("gzip_types *;", True),
    ],
)
def test_what_is_compressed(types: str, is_packed: bool, tmp_path: Path) -> None:
    text = (
        "types { text/html html; text/css css; }\n"
        f"gzip on; {types}\nserver {{ listen 80; root /srv/www; location /docs/ {{ gzip on; }} }}"
    )
    files = {"/srv/www/a.css": TEXT, "/srv/www/a.html": TEXT, "/srv/www/docs/a.css": TEXT}
    with serving(text, tmp_path, files, context="http") as site:
        assert site.get("/a.html", headers=PACKED).header("Content-Encoding") == "gzip"
        for path in ("/a.css", "/docs/a.css"):
            packed = site.get(path, headers=PACKED).header("Content-Encoding")
            assert packed == ("gzip" if is_packed else None)


@pytest.mark.parametrize(("name", "is_shown"), [("bad", True), ("good", False)])
def test_a_debugging_log_holds_passwords(name: str, is_shown: bool, tmp_path: Path) -> None:
    headers = {"Cookie": "session=5ecre7", "Authorization": "Basic b3BlbjpzZXNhbWU="}
    files = {"/srv/www/a": "a", "/var/log/nginx/": ""}
    with serving(fixture("error-log-debug", f"{name}.conf"), tmp_path, files, judge="debian") as site:
        assert site.get("/a", port=8081, headers=headers).body == "a"
        logs = "".join(log.read_text() for log in sorted((tmp_path / "var/log/nginx").glob("*.log")))
        assert ("session=5ecre7" in logs and "b3BlbjpzZXNhbWU=" in logs) == is_shown


def test_a_log_of_rewrites(tmp_path: Path) -> None:
    files = {"/srv/www/new": "new", "/var/log/nginx/": ""}
    with serving(fixture("error-log-debug", "bad_rewrite.conf"), tmp_path, files) as site:
        assert site.get("/old", port=8081).body == "new"
        assert "rewritten data" in (tmp_path / "var/log/nginx/error.log").read_text()


@pytest.mark.parametrize(("condition", "status"), [("if ($seen) { }", 404), ("", 200)])
def test_an_empty_if_switches_try_files_off(condition: str, status: int, tmp_path: Path) -> None:
    text = f"""
    root /srv/www;
    location /blog/ {{
        set $seen 1;
        {condition}
        try_files $uri /blog/index.html;
    }}
    """
    with serving(text, tmp_path, {"/srv/www/blog/index.html": "blog"}, context="server") as site:
        assert site.get("/blog/post").status == status


@pytest.mark.parametrize("location", ["location / { }", ""])
def test_an_empty_location_changes_nothing(location: str, tmp_path: Path) -> None:
    text = f"root /srv/www; expires 1h; {location} location ~ \\.txt$ {{ return 201; }}"
    with serving(text, tmp_path, {"/srv/www/a": "a"}, context="server") as site:
        assert (site.get("/a").body, site.get("/a").header("Cache-Control")) == ("a", "max-age=3600")
        assert site.get("/a.txt").status == 201
        assert site.get("/b").status == 404


@pytest.mark.parametrize(
    ("location", "status"),
    [("location /plain/ { }", 404), ("location = /plain/x { }", 404), ("", 200)],
)
def test_an_empty_location_that_is_needed(location: str, status: int, tmp_path: Path) -> None:
    text = f"root /srv/www; {location} try_files $uri /index.html;"
    with serving(text, tmp_path, {"/srv/www/index.html": "i"}, context="server") as site:
        assert site.get("/plain/x").status == status


def test_empty_blocks_of_http(tmp_path: Path) -> None:
    text = """
    map $uri $kind { }
    geo $near { }
    server {
        listen 80;
        location / { return 200 "[$kind][$near]"; }
        location /app/ { limit_except GET { } proxy_pass http://127.0.0.1:8000; }
    }
    """
    with serving(text, tmp_path, context="http") as site:
        assert site.get("/").body == "[][]"
        assert site.get("/app/", method="DELETE").sent.method == "DELETE"


@pytest.mark.parametrize(("line", "status"), [("", 200), ("index index.html;", 403)])
def test_a_list_of_its_own_is_not_joined(line: str, status: int, tmp_path: Path) -> None:
    text = f"root /srv/www; index index.html index.php; location /blog/ {{ {line} }}"
    with serving(text, tmp_path, {"/srv/www/blog/index.php": "php"}, context="server") as site:
        assert site.get("/blog/").status == status


@pytest.mark.parametrize(("name", "status"), [("bad", 413), ("good", 200)])
def test_a_body_of_more_than_a_megabyte(name: str, status: int, tmp_path: Path) -> None:
    with serving(fixture("client-max-body-size-unset", f"{name}.conf"), tmp_path) as site:
        if status == 413:
            length = {"Content-Length": "2000000"}
            assert site.get("/", port=8081, host="a.example.com", method="POST", headers=length).status == 413
        else:
            assert site.get("/", port=8081, method="POST", body="x" * 2_000_000).status == 200


def test_the_order_of_locations_means_nothing(tmp_path: Path) -> None:
    with serving(fixture("location-order", "bad.conf"), tmp_path, {"/srv/www/health": "file"}) as site:
        assert site.get("/health", port=8081).status == 204
        assert site.get("/app/a/b", port=8081).status == 201
