"""``nginxlint init`` writes what a repository shows, and settings that nginxlint takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inprocess import command, concise, tree

if TYPE_CHECKING:
    from pathlib import Path

MAIN = (
    "load_module modules/ngx_http_js_module.so;\nevents {}\nhttp {\n"
    "    server_tokens off;\n    include /etc/nginx/sites-enabled/*;\n}\n"
)
SITE = (
    "server {\n    listen 80;\n    server_name a.example;\n"
    "    foo_bar on;\n    location / {\n        return 204;\n    }\n}\n"
)


def test_what_it_sees(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "nginx/nginx.conf": MAIN,
            "nginx/sites-available/a": SITE,
            "Dockerfile": "FROM nginx:1.28.0-alpine@sha256:0\nCOPY . .\n",
            "docker-compose.yml": "services:\n  web:\n    image: 'nginx:1.28.0'\n",
            "node_modules/x/Dockerfile": "FROM nginx:1.2.3\n",
        },
    )
    done = command("init", cwd=tmp_path)
    assert done.status == 0, done.err
    assert "having seen 2 files" in done.out
    text = (tmp_path / ".nginxlint.toml").read_text()
    assert 'nginx-version = "1.28.0"\n' in text
    assert 'modules = ["ngx_http_js_module"]\n' in text
    assert '[path-map]\n"/etc/nginx/sites-enabled" = "nginx/sites-available"\n' in text
    assert "# [directives.foo_bar]\n" in text
    assert concise("nginx/sites-available/a", cwd=tmp_path).findings == [
        "nginx/sites-available/a:4 unknown-directive"
    ]


def test_images_that_differ_say_nothing(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "a.conf": SITE,
            "Dockerfile": "FROM nginx:1.26.1\n",
            "web/Dockerfile": "FROM nginx:1.28.0\nFROM my-nginx:9.9\n",
        },
    )
    assert '\n# nginx-version = "1.26"\n' in command("init", "--print", cwd=tmp_path).out


def test_a_main_that_would_not_be_found(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {"base/nginx.conf": "events {}\nhttp {\n    include /srv/sites/*;\n}\n", "web/sites/a.conf": SITE},
    )
    text = command("init", "--print", cwd=tmp_path).out
    assert '[path-map]\n"/srv/sites" = "web/sites"\n' in text


def test_it_never_overwrites(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": SITE, ".nginxlint.toml": "# mine\n"})
    done = command("init", cwd=tmp_path)
    assert done.status == 2
    assert "is there already" in done.err
    assert (tmp_path / ".nginxlint.toml").read_text() == "# mine\n"


def test_an_empty_repository(tmp_path: Path) -> None:
    tree(tmp_path, {})
    assert command("init", cwd=tmp_path).status == 0
    tree(tmp_path, {"a.conf": SITE})
    assert concise("a.conf", cwd=tmp_path).status == 1
