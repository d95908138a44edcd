"""A repository that isn't the server: its paths mean files here; what only the server has makes no noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inprocess import concise, tree

from nginxlint.config.distribution import NAMES, known_file
from nginxlint.config.given import Request
from nginxlint.lint import index
from nginxlint.lint.run import Options, lint
from nginxlint.nginx.dialect import Dialect

if TYPE_CHECKING:
    from pathlib import Path

# What Debian installs, put under version control as it is but for what packages bring.
DEBIAN = """\
user www-data;
worker_processes auto;
pid /run/nginx.pid;
include /etc/nginx/modules-enabled/*.conf;

events {
    worker_connections 768;
}

http {
    sendfile on;
    server_tokens off;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    ssl_protocols TLSv1.2 TLSv1.3;
    access_log /var/log/nginx/access.log;
    error_log /var/log/nginx/error.log;
    include /etc/nginx/conf.d/*.conf;
    include /etc/nginx/sites-enabled/*;
}
"""
SHOP = """\
upstream app {
    server unix:/run/shop.sock;
}

server {
    listen 443 ssl;
    server_name shop.example;
    root /srv/shop;
    auth_basic_user_file /etc/nginx/htpasswd;
    ssl_certificate /etc/letsencrypt/live/shop.example/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/shop.example/privkey.pem;
    include /etc/letsencrypt/options-ssl-nginx.conf;
    ssl_dhparam /etc/letsencrypt/ssl-dhparams.pem;

    location / {
        include proxy_params;
        proxy_pass http://app;
    }

    location ~ \\.php$ {
        include snippets/fastcgi-php.conf;
        fastcgi_pass unix:/run/php/php-fpm.sock;
    }
}
"""
BLOG = (
    SHOP.replace("shop", "blog").replace("upstream app", "upstream blog").replace("http://app", "http://blog")
)


def test_a_checkout_of_etc_nginx_is_quiet(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "nginx/nginx.conf": DEBIAN,
            "nginx/sites-available/shop": SHOP,
            "nginx/sites-available/blog": BLOG,
        },
    )
    enabled = tmp_path / "nginx/sites-enabled"
    enabled.mkdir()
    (enabled / "shop").symlink_to("../sites-available/shop")
    # As administrators make them: the link only leads somewhere on the server.
    (enabled / "blog").symlink_to("/etc/nginx/sites-available/blog")
    done = concise(".", "--select", "syntax,semantics,host,tls,proxy", "--fail-on", "info", cwd=tmp_path)
    assert (done.findings, done.status) == ([], 0), done


def test_sites_enabled_is_mapped(tmp_path: Path) -> None:
    twin = SHOP.replace("upstream app", "upstream other")
    files = {"nginx/nginx.conf": DEBIAN, "nginx/sites-available/a": SHOP, "nginx/sites-available/b": twin}
    tree(tmp_path, files)
    # Which of them are enabled is not known, so nothing is said of both together.
    assert "conflicting-server-name" not in concise("nginx", cwd=tmp_path).out
    tree(tmp_path, {".nginxlint.toml": '[path-map]\n"sites-enabled" = "nginx/sites-available"\n'})
    assert "conflicting-server-name" in concise("nginx", cwd=tmp_path).out
    assert "conflicting-server-name" in concise("nginx/sites-available/b", cwd=tmp_path).out
    tree(tmp_path, {".nginxlint.toml": '[path-map]\n"/etc/nginx/sites-enabled" = "nginx/sites-available/"\n'})
    assert "conflicting-server-name" in concise("nginx", cwd=tmp_path).out


def test_folders_of_the_server_are_mapped(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "web/nginx.conf": (
                "worker_processes auto;\nevents {}\n"
                "http {\n    server_tokens off;\n    include /opt/app/nginx/*.conf;\n}\n"
            ),
            "deploy/snippets/site.conf": "server {\n    listen 80;\n    foo on;\n}\n",
            ".nginxlint.toml": '[path-map]\n"/opt" = "nowhere"\n"/opt/app/nginx" = "deploy/snippets"\n',
        },
    )
    assert concise("web", cwd=tmp_path).findings == ["deploy/snippets/site.conf:3 unknown-directive"]


def test_a_pattern_whose_folder_is_not_here_is_unknown(tmp_path: Path) -> None:
    """The log format may be defined in what only the server has."""
    site = "server {\n    listen 80;\n    access_log /var/log/x mine;\n}\n"
    main = (
        "worker_processes auto;\nevents {{}}\n"
        "http {{\n    server_tokens off;\n    include {};\n    include sites/*;\n}}\n"
    )
    tree(tmp_path, {"nginx.conf": main.format("/etc/nginx/conf.d/*.conf"), "sites/a": site})
    assert concise(".", cwd=tmp_path).findings == []
    tree(tmp_path, {"conf.d/.keep": ""})
    assert concise(".", cwd=tmp_path).findings == ["sites/a:3 undefined-log-format"]


def test_what_lies_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.conf").write_text("secret_token hunter2;\n")
    repository = tree(
        tmp_path / "repo", {"a.conf": "include ../outside.conf;\nserver {\n    listen 80;\n}\n"}
    )
    (repository / "b.conf").symlink_to("../outside.conf")
    for arguments in (["."], ["a.conf"], ["b.conf"], [".", "--prefix", "."]):
        done = concise(*arguments, cwd=repository)
        assert "secret_token" not in done.out + done.err
        assert "hunter2" not in done.out + done.err
    (repository / "nginx.conf").write_text("events {}\nhttp {\n    include ../outside.conf;\n}\n")
    assert "secret_token" not in concise("nginx.conf", cwd=repository).out
    assert "secret_token" in concise("nginx.conf", "--allow-outside", cwd=repository).out


def test_a_link_that_is_named_leads_nowhere_outside(tmp_path: Path) -> None:
    text = "server {\n    secret_token hunter2;\n}\n"
    tree(tmp_path / "elsewhere", {"x.conf": text})
    (tmp_path / "x.conf").write_text(text)
    repository = tree(tmp_path / "repo", {"a.conf": "events {}\n", "inner/y.conf": text})
    (repository / "link.conf").symlink_to("../x.conf")
    (repository / "folder").symlink_to("../elsewhere")
    (repository / "fine.conf").symlink_to("inner/y.conf")
    for name in ("link.conf", "folder", "folder/x.conf"):
        done = concise(name, cwd=repository)
        assert done.status == 2, name
        assert "secret_token" not in done.out + done.err
        assert concise(name, "--allow-outside", cwd=repository).status == 1
    assert concise("fine.conf", cwd=repository).findings == ["fine.conf:2 unknown-directive"]
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/folder").symlink_to("../elsewhere")
    assert concise("folder", cwd=tmp_path / "plain").findings == ["folder/x.conf:2 unknown-directive"]


@pytest.mark.parametrize("name", NAMES)
def test_known_files_hold_nothing_that_nginx_refuses(tmp_path: Path, name: str) -> None:
    source = known_file(name)
    assert source is not None
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(source.text or "#\n")
    context = "http" if name in ("mime.types", "koi-utf", "koi-win", "win-utf") else "location"
    if name in ("snippets/snakeoil.conf", "options-ssl-nginx.conf"):
        context = "server"
    entries = index.built_in()
    request = Request((str(path),), str(tmp_path), context=context)
    outcome = lint(request, Options(entries, entries, Dialect(), host=False)).outcome
    assert not outcome.failures
    assert [one.message for one in outcome.findings if one.severity.label == "error"] == []


def test_known_files_are_not_counted_and_not_reported_on(tmp_path: Path) -> None:
    site = (
        "server {\n    listen 443 ssl;\n"
        "    include /etc/letsencrypt/options-ssl-nginx.conf;\n"
        "    ssl_protocols TLSv1.2;\n}\n"
    )
    tree(tmp_path, {"a.conf": site})
    done = concise("a.conf", "--select", "all", cwd=tmp_path)
    assert "options-ssl-nginx" not in done.out


def test_a_file_of_that_name_here_goes_first(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "nginx.conf": "events {}\nhttp {\n    server_tokens off;\n    include mime.types;\n}\n",
            "mime.types": "types {\n    text/html html\n}\n",
        },
    )
    assert concise("nginx.conf", cwd=tmp_path).findings == ["mime.types:2 missing-semicolon"]


def test_named_files_that_are_no_configuration(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "nginx/README.md": "# server {\n",
            "nginx/notes": "remember the milk\n",
            "nginx/a.conf": "foo on;\n",
        },
    )
    names = ["nginx/README.md", "nginx/notes"]
    done = concise(*names, "--skip-others", "--allow-empty", cwd=tmp_path)
    assert (done.status, done.findings) == (0, [])
    assert concise(*names, "--skip-others", cwd=tmp_path).status == 2
