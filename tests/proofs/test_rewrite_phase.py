"""What rewrites, redirects, fallbacks and conditions do in a real nginx: the bad fixtures and the good
ones.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from running import fixture, serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nginx runs on Linux")

WWW = {"/srv/www/page.html": "page", "/srv/www/403.html": "own 403", "/srv/www/maintenance.html": "back soon"}


@pytest.mark.parametrize(
    ("rule", "name", "path", "status"),
    [
        ("rewrite-loop", "bad.conf", "/some-page", 500),
        ("rewrite-loop", "bad.conf", "/old/some-page", 500),
        ("rewrite-loop", "bad_two.conf", "/a/some-page", 500),
        ("rewrite-loop", "good.conf", "/some-page", 200),
        ("rewrite-loop", "good.conf", "/args/", 200),
        ("try-files-loop", "bad.conf", "/some-page", 500),
        ("try-files-loop", "bad.conf", "/docs/some-page", 500),
        ("try-files-loop", "good.conf", "/some-page", 404),
        ("try-files-loop", "good.conf", "/named/some-page", 200),
    ],
)
def test_circles_inside_nginx(rule: str, name: str, path: str, status: int, tmp_path: Path) -> None:
    with serving(fixture(rule, name), tmp_path, WWW, context="http") as site:
        assert site.get(path).status == status
        assert ("internal redirection cycle" in site.error_log()) == (status == 500)


def test_redirects_to_themselves(tmp_path: Path) -> None:
    with serving(fixture("redirect-to-self", "bad.conf"), tmp_path, context="http") as site:
        told = site.get("/some-page", host="example.com", port=443, tls=True)
        assert told.header("Location") == "https://example.com/some-page"


def test_redirects_to_their_own_path(tmp_path: Path) -> None:
    with serving(fixture("redirect-to-self", "bad_path.conf"), tmp_path, context="http") as site:
        for path, leads in (("/blog/", "/blog/"), ("/docs/x", "/docs/v2/x"), ("/docs/v2/x", "/docs/v2/v2/x")):
            assert str(site.get(path).header("Location")).endswith(leads)
        assert str(site.get("/app/").header("Location")).endswith("/app")
        assert str(site.get("/app").header("Location")).endswith("/app/")


def test_redirects_to_each_other(tmp_path: Path) -> None:
    with serving(fixture("redirect-to-self", "bad_two.conf"), tmp_path, context="http") as site:
        for host, other in (("example.com", "www.example.com"), ("www.example.com", "example.com")):
            told = site.get("/some-page", host=host, port=443, tls=True)
            assert told.header("Location") == f"https://{other}/some-page"


def test_an_if_skips_try_files(tmp_path: Path) -> None:
    with serving(fixture("if-in-location", "bad_try_files.conf"), tmp_path, WWW) as site:
        assert site.get("/missing").sent.path == "/missing"
        assert site.get("/missing", headers={"User-Agent": "Mobile"}).status == 404
        assert site.get("/break/missing").status == 200
        assert site.get("/break/missing?plain=1").status == 404


def test_an_if_that_skips_nothing(tmp_path: Path) -> None:
    with serving(fixture("if-in-location", "good_alike.conf"), tmp_path, WWW) as site:
        assert site.get("/plain/missing").status == site.get("/plain/missing?name=x").status == 404
        assert site.get("/?download=1").header("Content-Disposition") == "attachment"
        assert site.get("/old/missing").sent.path == "/old/missing"


def test_the_last_if_counts(tmp_path: Path) -> None:
    with serving(fixture("if-in-location", "bad.conf"), tmp_path) as site:
        assert site.get("/two/?a=1").header("X-First") == "1"
        both = site.get("/two/?a=1&b=1")
        assert (both.header("X-First"), both.header("X-Second")) == (None, "2")


def test_an_if_that_ends_is_fine(tmp_path: Path) -> None:
    with serving(fixture("if-in-location", "good.conf"), tmp_path, WWW) as site:
        told = site.get("/cors/", method="OPTIONS")
        assert (told.status, told.header("Access-Control-Max-Age")) == (204, "600")
        assert site.get("/page.html").body == "page"
        assert site.get("/maintenance/x?other=1").sent.path == "/maintenance/x?other=1"


def test_files_beside_proxy_pass_are_not_sent(tmp_path: Path) -> None:
    with serving(fixture("try-files-with-proxy-pass", "bad.conf"), tmp_path, WWW) as site:
        assert site.get("/page.html").sent.path == "/page.html"
    with serving(fixture("try-files-with-proxy-pass", "good.conf"), tmp_path, WWW) as site:
        assert site.get("/page.html").body == "page"
        assert site.get("/missing").sent.path == "/missing"


def test_locations_behind_a_return(tmp_path: Path) -> None:
    acme = {"/srv/acme/.well-known/acme-challenge/x": "token"}
    path = "/.well-known/acme-challenge/x"
    with serving(fixture("unreachable-after-return", "bad.conf"), tmp_path, acme, context="http") as site:
        assert site.get(path).status == 301
    maintenance = {"/srv/maintenance/index.html": "back soon"}
    good = fixture("unreachable-after-return", "good.conf")
    with serving(good, tmp_path, maintenance, context="http") as site:
        assert site.get(path).body == "token"
        told = site.get("/", port=82)
        assert (told.status, told.body) == (503, "back soon")
        assert site.get(path, port=83).body == "token"
        assert site.get("/api/x", port=84).sent.path == "/x"


def test_lines_behind_a_return(tmp_path: Path) -> None:
    with serving(fixture("unreachable-after-return", "bad_location.conf"), tmp_path) as site:
        assert site.get("/").status == 503
        assert site.get("/files/x").header("Location") == "https://files.example.com/files/x"


def test_the_first_of_two_patterns(tmp_path: Path) -> None:
    with serving(fixture("duplicate-rewrite-pattern", "bad.conf"), tmp_path) as site:
        assert site.get("/a/1").header("Location") == "https://example.com/1"


def test_redirects_without_a_scheme(tmp_path: Path) -> None:
    with serving(fixture("redirect-missing-scheme", "bad.conf"), tmp_path) as site:
        assert site.get("/a/x").header("Location") == "www.example.com/a/x"
        assert site.get("/b/x").header("Location") == "localhost/x"
        assert site.get("/d/x").header("Location") == "www.example.com/missing"
    with serving(fixture("redirect-missing-scheme", "bad_slashes.conf"), tmp_path) as site:
        slashes = str(site.get("/c/x").header("Location"))
        assert re.fullmatch(r"http://localhost(:\d+)?//cdn\.example\.com/c/x", slashes)


def test_return_says_what_the_rewrite_says(tmp_path: Path) -> None:
    paths = ("/a/x?y=1", "/b/x", "/c/x?y=1", "/d?y=1")
    bad = fixture("rewrite-could-be-return", "bad.conf")
    with serving(bad, tmp_path) as site:
        before = [(told.status, told.header("Location")) for told in map(site.get, paths)]
    text = bad.read_text()
    for old, new in (
        (r"rewrite \S+ (https://www.example.com)\$1 permanent", r"return 301 \1$request_uri"),
        (r"rewrite \S+ (https://\$host)/\$1 redirect", r"return 302 \1$request_uri"),
        (r"rewrite \S+ (https://www.example.com\$request_uri)\? permanent", r"return 301 \1"),
        (r"rewrite \S+ (/new) permanent", r"return 301 \1$is_args$args"),
    ):
        text = re.sub(old, new, text)
    with serving(text, tmp_path, context="server") as site:
        after = [(told.status, told.header("Location")) for told in map(site.get, paths)]
    assert [(status, re.sub(r":\d+", "", str(target))) for status, target in before] == [
        (status, re.sub(r":\d+", "", str(target))) for status, target in after
    ]


def test_pages_for_errors_that_nobody_sees(tmp_path: Path) -> None:
    with serving(fixture("error-page-loop", "bad.conf"), tmp_path, WWW) as site:
        assert "own 403" not in site.get("/").body
        assert "back soon" not in site.get("/", port=82).body
        assert site.get("/", port=84).status == 500
    gone = fixture("error-page-loop", "bad.conf").read_text().replace("127.0.0.1:8000", "unix:/run/gone.sock")
    with serving(gone, tmp_path, WWW) as site:
        assert site.get("/", port=83).status == 502
        assert site.error_log().count("gone.sock failed") == 2


def test_pages_for_errors_that_are_seen(tmp_path: Path) -> None:
    errors = {"/srv/errors/50x.html": "own 50x"}
    good = fixture("error-page-loop", "good.conf").read_text()
    with serving(good.replace("127.0.0.1:8000", "unix:/run/gone.sock"), tmp_path, {**WWW, **errors}) as site:
        told = site.get("/")
        assert (told.status, told.body) == (403, "own 403")
        told = site.get("/", port=83)
        assert (told.status, told.body) == (502, "own 50x")


def test_errors_that_become_a_success(tmp_path: Path) -> None:
    files = {"/srv/www/index.html": "start", "/srv/www/404.html": "not found"}
    with serving(fixture("error-page-hides-status", "bad.conf"), tmp_path, files, context="http") as site:
        told = site.get("/missing")
        assert (told.status, told.body) == (200, "start")
    with serving("root /srv/www; error_page 404 /404.html;", tmp_path, files, context="server") as site:
        told = site.get("/missing")
        assert (told.status, told.body) == (404, "not found")


def test_a_rewrite_without_flag_goes_on(tmp_path: Path) -> None:
    with serving(fixture("rewrite-without-flag", "bad.conf"), tmp_path, context="http") as site:
        site.get("/a")
        assert re.search(r'open\(\) "[^"]*/c" failed', site.error_log())
        assert site.get("/old/x").status == 404
