"""Files and folders that a configuration names."""

from __future__ import annotations

from typing import Any

import pytest
from host.tree import IS_ROOT, PI, Tree, issue

from nginxlint.lint.finding import Severity

ROOT = issue(common="Root", days=(-1000, 3000))
SITE = issue("example.org", by=ROOT)


def rules(tree: Tree, **asking: Any) -> list[str]:
    return [one.rule for one in tree.check(**asking)]


# -- roots and aliases -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "fires"),
    [
        ("root /srv/no;", True),
        ("root /srv/no; location / { try_files $uri =404; }", True),
        ("root /srv/no; location / { proxy_pass http://x; }", False),
        ("root /srv/no; location / { proxy_pass http://x; } location /static/ { }", True),
        ("root /srv/no; return 301 https://x;", False),
        ("root /srv/no; location / { return 403; }", False),
        ("root /srv/no; location / { fastcgi_pass 127.0.0.1:9000; }", True),
        ("root /srv/no; location / { root /srv/www; }", False),
        ("root /srv/no/$host;", True),
        ("root /srv/www/$host/x;", False),
        ("root /srv/$host;", False),
        ("root $base;", False),
        ("root html;", False),
        ("root /srv/no; rewrite ^ https://x$request_uri? permanent;", False),
        ("root /srv/www;", False),
        ("root /srv/link;", False),
        ("root /srv/file;", True),
    ],
)
def test_root(tree: Tree, server: str, fires: bool) -> None:
    tree.folder("srv/www")
    tree.file("srv/file")
    tree.link("srv/link", "www")
    tree.configure(f"server {{ listen 80; {server} }}")
    assert rules(tree) == (["root-path-missing"] if fires else [])


def test_root_of_http_is_one_finding(tree: Tree) -> None:
    tree.folder("srv/www")
    tree.configure("root /srv/wwww; server { listen 80; } server { listen 81; }")
    assert tree.finding("root-path-missing").help == "Did you mean `/srv/www`?"


@pytest.mark.parametrize(
    ("location", "fires"),
    [
        ("location /a/ { alias /srv/no/; }", True),
        ("location /a/ { alias /srv/www/; }", False),
        ("location = /a { alias /srv/file; }", False),
        ("location = /a { alias /srv/file/; }", True),
        ("location ~ ^/a/(.*)$ { alias /srv/www/$1; }", False),
        ("location ~ ^/a/(.*)$ { alias /srv/no/$1; }", True),
    ],
)
def test_alias(tree: Tree, location: str, fires: bool) -> None:
    tree.folder("srv/www")
    tree.file("srv/file")
    tree.configure(f"server {{ listen 80; root /srv/www; {location} }}")
    assert rules(tree) == (["alias-path-missing"] if fires else [])


def test_folder_that_the_workers_cannot_enter(tree: Tree) -> None:
    tree.folder("home/pi", 0o700, PI)
    tree.folder("home/pi/static")
    tree.configure(
        "server { listen 80; location /static/ { alias /home/pi/static/; }\n"
        "location / { proxy_pass http://x; } }"
    )
    found = tree.finding("path-not-readable-by-worker")
    assert "so every request gets 403" in found.message
    assert found.help == "`chmod o+x /home/pi`, or put the files under `/srv`."
    tree.path("home/pi").chmod(0o711)
    assert rules(tree) == []
    tree.path("home/pi").chmod(0o700)
    assert tree.check("path-not-readable-by-worker", as_user="pi") == []


# -- front pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "fires"),
    [
        ("root /srv/php;", True),
        ("root /srv/php; index index.html index.htm;", True),
        ("root /srv/php; index index.html index.php;", False),
        ("root /srv/php; index $host.html;", False),
        ("root /srv/php; index no.html /index.php;", False),
        ("root /srv/php; autoindex on;", False),
        ("root /srv/php; autoindex ON;", False),
        ("root /srv/php; autoindex off;", True),
        ("root /srv/php/; location / { try_files $uri $uri/ =404; }", True),
        ("root /srv/php; location / { try_files $uri $uri/ /index.php?$args; }", True),
        ("root /srv/php; location / { try_files $uri /index.php; }", False),
        ("root /srv/php; location / { try_files /x $uri/ =404; }", False),
        ("root /srv/php; location / { proxy_pass http://x; }", False),
        ("root /srv/php; location = / { return 301 /x; }", False),
        ("root /srv/php; location ~ ^/$ { return 301 /x; }", False),
        ("root /srv/php; location = / { root /srv/html; }", False),
        ("root /srv/php; location /static/ { root /srv/empty; }", True),
        ("root /srv/html; location /static/ { root /srv/php; }", False),
        ("root /srv/php; rewrite ^/$ /index.php;", False),
        ("root /srv/php; if ($host = x) { return 404; }", False),
        ("root /srv/php; error_page 403 /index.php;", False),
        ("root /srv/php; error_page 404 /index.php;", True),
        ("root /srv/php; deny all;", False),
        ("root /srv/php; passenger_enabled on;", False),
        ("root /srv/php; return 204;", False),
        ("root /srv/php; include /etc/nginx/*.inc;", False),
        ("root /srv/php; include /etc/nginx/*.none;", True),
        ("root /srv/$host;", False),
        ("root /srv/empty;", False),
        ("root /srv/html;", False),
        ("root /srv/php/dist;", False),
        ("root html;", False),
        ("location / { alias /srv/php/; }", True),
        ("location / { alias /srv/php; }", False),
        ("location / { alias /srv/html/; }", False),
    ],
)
def test_front_page(tree: Tree, server: str, fires: bool) -> None:
    tree.file("srv/php/index.php")
    tree.file("srv/html/index.html")
    tree.folder("srv/empty")
    tree.file("etc/nginx/more.inc", "rewrite ^ /index.php;\n")
    tree.configure(f"server {{ listen 80; {server} }}")
    assert bool(tree.check("index-file-missing")) is fires


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ("gzip on;", True),
        ("passenger_enabled on;", False),
        ("rewrite_by_lua_file /etc/x.lua;", False),
        ("autoindex on;", False),
        ("index index.php;", False),
        ("error_page 403 /index.php;", False),
        ("server { listen 81; location / { content_by_lua_file /etc/x.lua; } }", True),
    ],
)
def test_front_page_of_all_servers(tree: Tree, line: str, fires: bool) -> None:
    tree.file("srv/php/index.php")
    tree.configure(f"{line} server {{ listen 80; root /srv/php; }}")
    assert bool(tree.check("index-file-missing")) is fires


def test_front_page_that_lies_elsewhere(tree: Tree) -> None:
    tree.configure("server { listen 80; root /srv/app; }")
    tree.file("srv/app/logo.png")
    found = tree.finding("index-file-missing")
    assert found.severity is Severity.INFO
    assert found.message == (
        "`/srv/app` holds no `index.html`: nginx answers the front page of the site with 403"
    )
    tree.file("srv/app/index.php")
    found = tree.finding("index-file-missing")
    assert found.severity is Severity.WARNING
    assert found.help == "`index.php` is there: write `index index.php;`, if it is the front page."
    tree.file("srv/app/dist/index.html")
    assert tree.finding("index-file-missing").help == "Did you mean `root /srv/app/dist;`?"
    tree.file("srv/app/index.html")
    assert rules(tree) == []


def test_front_page_in_an_empty_folder(tree: Tree) -> None:
    folder = tree.folder("srv/app")
    tree.configure(f"server {{ listen 80; root {folder}; }}")
    # In an image a volume may be mounted there.
    assert tree.check("index-file-missing") == []
    (found,) = tree.check_live("index-file-missing")
    assert f"`{folder}` is empty" in found.message


def test_front_page_of_a_site_on_its_own(tree: Tree) -> None:
    """What nginx.conf says of `index` is unknown until it is read."""
    tree.file("srv/app/index.php")
    tree.file("etc/nginx/sites-enabled/app", "server { listen 80; root /srv/app; }\n")
    tree.configure("index index.php; include sites-enabled/*;")
    assert tree.check("index-file-missing", path="etc/nginx/sites-enabled/app") == []
    tree.configure("include sites-enabled/*;")
    assert tree.check("index-file-missing", path="etc/nginx/sites-enabled/app") != []


# -- password files --------------------------------------------------------------------------------

GOOD = "# people\npi:$apr1$abcdefgh$0123456789abcdefghijkl\nold:rqXexS6ZhobKA\nsha:{SHA}x=\n"
AUTH = 'server { listen 80; auth_basic "x"; auth_basic_user_file /etc/nginx/passwd; }'


def test_password_file(tree: Tree) -> None:
    tree.configure(AUTH)
    assert rules(tree) == ["auth-user-file-missing"]
    tree.file("etc/nginx/passwd", GOOD)
    assert rules(tree) == []


@pytest.mark.parametrize(
    "lines",
    [
        "auth_basic_user_file /etc/no; location / { return 200; } ",
        "auth_basic off; auth_basic_user_file /etc/no;",
        'auth_basic "x"; auth_basic_user_file /etc/$host;',
    ],
)
def test_password_file_that_nobody_asks(tree: Tree, lines: str) -> None:
    tree.configure(f"server {{ listen 80; {lines} }}")
    assert rules(tree) == []


def test_password_file_that_is_asked_deeper(tree: Tree) -> None:
    tree.configure('server { listen 80; auth_basic_user_file /etc/no; location / { auth_basic "x"; } }')
    assert rules(tree) == ["auth-user-file-missing"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names nobody"),
        ("# nothing\n\n", "names nobody"),
        ("pi:secret\n", "the password of `pi`"),
        (GOOD + "pi\n", "line 5"),
    ],
)
def test_password_file_that_lets_nobody_in(tree: Tree, text: str, words: str) -> None:
    tree.configure(AUTH)
    tree.file("etc/nginx/passwd", text)
    assert rules(tree) == ["auth-user-file-invalid"]
    assert words in tree.finding("auth-user-file-invalid").message


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_password_file_that_the_workers_cannot_read(tree: Tree) -> None:
    tree.configure(AUTH)
    tree.file("etc/nginx/passwd", GOOD, 0o640, 0, 0)
    found = tree.finding("path-not-readable-by-worker")
    assert "can't read it, so every request gets 500" in found.message
    tree.file("etc/nginx/passwd", GOOD, 0o640, 0, 33)
    assert rules(tree) == []


@pytest.mark.parametrize(
    ("location", "fires"),
    [
        ("", True),
        (r"location ~ /\.ht { deny all; }", True),
        (r"location ~ \.txt$ { deny all; }", False),
        ("location /private/ { return 404; }", False),
        ("location = /private/users.txt { internal; }", False),
    ],
)
def test_password_file_that_is_served(tree: Tree, location: str, fires: bool) -> None:
    tree.file("srv/www/private/users.txt", GOOD)
    tree.file("srv/www/index.html")
    tree.configure(
        'server { listen 80; root /srv/www; auth_basic "x"; '
        f"auth_basic_user_file /srv/www/private/users.txt; {location} }}"
    )
    assert rules(tree) == (["auth-user-file-exposed"] if fires else [])


# -- logs, error pages, users ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ("access_log /var/log/no/a.log;", True),
        ("error_log /var/log/no/a.log warn;", True),
        ("access_log /var/log/nginx/a.log;", False),
        ("access_log /var/log/nginx;", True),
        ("access_log /var/log/no/$host.log;", False),
        ("access_log off;", False),
        ("access_log syslog:server=127.0.0.1;", False),
        ("error_log stderr;", False),
        ("error_log /dev/stdout;", False),
        ("error_log logs/error.log;", False),
    ],
)
def test_log(tree: Tree, line: str, fires: bool) -> None:
    tree.configure(f"{line} server {{ listen 80; return 200; }}")
    assert rules(tree) == (["log-directory-missing"] if fires else [])


def test_pid_folder(tree: Tree) -> None:
    tree.configure("", "user www-data; pid /srv/no/nginx.pid;")
    assert rules(tree) == ["log-directory-missing"]
    # Folders below /run are made when the machine starts.
    tree.configure("", "user www-data; pid /run/no/nginx.pid;")
    assert rules(tree) == []


def test_log_folder_open_to_everybody(tree: Tree) -> None:
    tree.configure("access_log /var/log/nginx/a.log; server { listen 80; return 200; }")
    tree.folder("var/log/nginx", 0o777)
    assert rules(tree) == ["log-file-permissions"]
    tree.path("var/log").chmod(0o700)
    assert rules(tree) == []


@pytest.mark.parametrize(
    ("server", "fires"),
    [
        ("error_page 404 /no.html;", True),
        ("error_page 404 /404.html;", False),
        ("error_page 404 /no.html; location / { proxy_pass http://x; }", False),
        ("error_page 404 /no.html; location / { proxy_pass http://x; } location = /no.html { }", True),
        ("error_page 404 /e/404.html; location ^~ /e/ { alias /srv/www/; }", False),
        ("error_page 404 /e/no.html; location ^~ /e/ { alias /srv/www/; }", True),
        (r"error_page 404 /no.html; location ~ \.html$ { proxy_pass http://x; }", False),
        ("error_page 404 @named; location @named { return 200; }", False),
        ("error_page 404 =200 /no.html;", True),
        ("error_page 404 https://example.org/;", False),
        ("error_page 404 /$status.html;", False),
        ("error_page 404 /no.html; try_files $uri @x; location @x { return 200; }", False),
        ("location /a { error_page 404 /no.html; }", True),
    ],
)
def test_error_page(tree: Tree, server: str, fires: bool) -> None:
    tree.file("srv/www/404.html")
    tree.file("srv/www/index.html")
    tree.configure(f"server {{ listen 80; root /srv/www; {server} }}")
    assert rules(tree) == (["error-page-file-missing"] if fires else [])


def test_error_page_below_a_missing_root(tree: Tree) -> None:
    tree.configure("server { listen 80; root /srv/no; error_page 404 /404.html; }")
    assert rules(tree) == ["root-path-missing"]


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("nginx", "no user `nginx`"),
        ("www-data nogroup", "no group `nogroup`"),
        ("lonely", "no group `lonely`"),
        ("www-data", None),
        ("lonely www-data", None),
    ],
)
def test_worker_user(tree: Tree, user: str, words: str | None) -> None:
    with tree.path("etc/passwd").open("a") as file:
        file.write("lonely:x:50:33::/:/bin/sh\n")
    tree.configure("", f"user {user};")
    if words is None:
        assert rules(tree) == []
    else:
        assert rules(tree) == ["worker-user-missing"]
        assert words in tree.finding("worker-user-missing").message


def test_worker_user_of_a_machine_without_accounts(tree: Tree) -> None:
    tree.path("etc/passwd").unlink()
    tree.configure("", "user nginx;")
    assert rules(tree) == []


# -- referenced files ------------------------------------------------------------------------------

TLS = "server {{ listen 443 ssl; server_name example.org; {} {} }}"


@pytest.mark.parametrize(
    ("lines", "fires"),
    [
        ("ssl_trusted_certificate /etc/ssl/no.pem;", True),
        ("ssl_trusted_certificate /etc/ssl/site.pem;", False),
        ("ssl_trusted_certificate /etc/ssl/site.key;", True),
        ("ssl_client_certificate /etc/ssl/no.pem;", False),
        ("ssl_client_certificate /etc/ssl/no.pem; ssl_verify_client on;", True),
        ("ssl_client_certificate /etc/ssl/no.pem; ssl_verify_client off;", False),
        ("ssl_crl /etc/ssl/site.pem;", True),
        ("ssl_session_ticket_key /etc/ssl/site.key;", True),
        ("ssl_session_ticket_key /etc/ssl/ticket;", False),
        ("ssl_stapling_file /etc/ssl/no;", False),
        ("location / { proxy_pass https://x; proxy_ssl_trusted_certificate /etc/no; }", False),
        (
            "proxy_ssl_verify on; proxy_ssl_trusted_certificate /no; location / { proxy_pass https://x; }",
            True,
        ),
        ("proxy_ssl_certificate /etc/no; location / { proxy_pass http://x; }", False),
        ("proxy_ssl_certificate /etc/no; location / { proxy_pass https://x; }", True),
    ],
)
def test_files_of_tls(tree: Tree, lines: str, fires: bool) -> None:
    tree.file("etc/ssl/ticket", b"x" * 80)
    tree.configure(TLS.format(tree.pair("site", SITE), lines))
    assert rules(tree) == (["referenced-file-missing"] if fires else [])


@pytest.mark.parametrize(
    ("main", "http", "fires"),
    [
        ("load_module /usr/lib/nginx/modules/no.so;", "", True),
        ("load_module modules/no.so;", "", False),
        ("load_module /usr/lib/nginx/modules/yes.so;", "", False),
        ("", "proxy_cache_path /var/cache/no/x keys_zone=x:1m;", True),
        ("", "proxy_cache_path /var/cache/x keys_zone=x:1m;", False),
        ("", "proxy_cache_path /var/cache/file keys_zone=x:1m;", True),
        ("", "client_body_temp_path /var/cache/x/;", False),
        ("", "geoip_country /no.dat;", True),
    ],
)
def test_files_of_others(tree: Tree, main: str, http: str, fires: bool) -> None:
    tree.file("usr/lib/nginx/modules/yes.so")
    tree.file("var/cache/file")
    tree.configure(http, main)
    assert rules(tree) == (["referenced-file-missing"] if fires else [])


# -- caches and temporary files --------------------------------------------------------------------

CACHE = "server { listen 80; location / { proxy_pass http://x; proxy_cache %s; } }"


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("proxy_cache_path /home/pi/cache keys_zone=x:1m;" + CACHE % "x", "becomes 500"),
        ("proxy_cache_path /home/pi/a/b keys_zone=x:1m;" + CACHE % "x", "becomes 500"),
        ("proxy_cache_path /srv/link/cache keys_zone=x:1m;" + CACHE % "x", "becomes 500"),
        ("proxy_cache_path /srv/linked keys_zone=x:1m;" + CACHE % "x", "becomes 500"),
        ("proxy_cache_path /home/pi/cache keys_zone=x:1m;" + CACHE % "off", None),
        ("proxy_cache_path /home/pi/cache keys_zone=y:1m;" + CACHE % "x", None),
        ("proxy_cache_path /var/cache/mine keys_zone=x:1m;" + CACHE % "x", None),
        ("client_body_temp_path /home/pi/body;", "larger than `client_body_buffer_size` get 500"),
        ("client_body_temp_path /var/cache/body;", None),
        ("proxy_temp_path /home/pi/proxy 1 2;", "are cut off"),
    ],
)
def test_cache(tree: Tree, lines: str, words: str | None) -> None:
    tree.folder("home/pi", 0o700, PI)
    tree.folder("home/pi/a")
    tree.folder("home/pi/linked")
    tree.link("srv/link", "/home/pi")
    tree.link("srv/linked", "/home/pi/linked")
    # nginx gives the last folder to its workers.
    tree.folder("var/cache/mine", 0o700, 0)
    tree.configure(lines)
    found = tree.check("cache-path-not-writable")
    assert [words is not None and words in one.message for one in found] == [True] * (words is not None)
    tree.path("home/pi").chmod(0o711)
    assert tree.check("cache-path-not-writable") == []


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_cache_of_an_nginx_that_is_an_ordinary_user(tree: Tree) -> None:
    tree.file("lib/systemd/system/nginx.service", "[Service]\nUser=pi\n")
    tree.folder("var/cache/mine", 0o755, 0)
    tree.configure("client_body_temp_path /var/cache/mine;")
    found = tree.finding("cache-path-not-writable")
    assert "run as `pi` and can't write to it" in found.message
    tree.folder("var/cache/mine", 0o755, PI)
    assert tree.check("cache-path-not-writable") == []


# -- includes --------------------------------------------------------------------------------------

OTHER = "server { listen 80; return 200; }\n"


def test_a_copy_left_behind(tree: Tree) -> None:
    tree.configure("include sites-enabled/*;")
    tree.file("etc/nginx/sites-enabled/app", OTHER)
    assert tree.check("backup-file-included") == []
    for name in ("app.bak", "app~", "app.dpkg-old", "app.conf.save", "app (1)", "app.old.1"):
        tree.file(f"etc/nginx/sites-enabled/{name}", OTHER)
    found = tree.check("backup-file-included")
    assert len(found) == 6
    assert all(one.span is None for one in found)
    tree.configure("include sites-enabled/*.conf;")
    assert tree.check("backup-file-included") == []


def test_a_link_that_leads_nowhere(tree: Tree) -> None:
    tree.configure("include sites-enabled/*;")
    tree.file("etc/nginx/sites-available/application", OTHER)
    tree.link("etc/nginx/sites-enabled/app", "../sites-available/aplication")
    found = tree.finding("broken-symlink")
    assert found.help is not None
    assert "/etc/nginx/sites-available/application" in found.help
    tree.path("etc/nginx/sites-enabled/app").unlink()
    tree.link("etc/nginx/sites-enabled/app", "../sites-available/application")
    assert tree.check("broken-symlink") == []


def test_a_link_that_leads_in_a_circle(tree: Tree) -> None:
    tree.configure("include sites-enabled/*;")
    tree.link("etc/nginx/sites-enabled/a", "b")
    tree.link("etc/nginx/sites-enabled/b", "a")
    assert len(tree.check("broken-symlink")) == 2


def test_a_plain_file_among_links(tree: Tree) -> None:
    tree.configure("include sites-enabled/*;")
    tree.file("etc/nginx/sites-enabled/plain", OTHER)
    tree.folder("etc/nginx/sites-available")
    assert tree.check("site-not-symlinked") == []
    tree.file("etc/nginx/sites-available/linked", OTHER)
    tree.link("etc/nginx/sites-enabled/linked", "../sites-available/linked")
    found = tree.finding("site-not-symlinked")
    assert "`plain` is a plain file" in found.message
    assert "site-not-symlinked" not in rules(tree)


def test_include_that_matches_nothing(tree: Tree) -> None:
    tree.configure("include conf.d/*.conf;")
    assert tree.finding("include-matches-nothing").severity is Severity.INFO
    tree.folder("etc/nginx/conf.d")
    assert rules(tree) == []
    tree.file("etc/nginx/conf.d/app", OTHER)
    found = tree.finding("include-matches-nothing")
    assert found.severity is Severity.WARNING
    assert "(`app`) is left out" in found.message
    tree.file("etc/nginx/conf.d/app.conf", OTHER)
    assert rules(tree) == []


def test_configuration_that_everybody_can_change(tree: Tree) -> None:
    tree.configure("include sites-enabled/*;")
    site = tree.file("etc/nginx/sites-enabled/app", OTHER)
    assert rules(tree) == []
    site.chmod(0o666)
    assert "everybody can change" in tree.finding("config-file-writable").message
    site.chmod(0o644)
    tree.path("etc/nginx/sites-enabled").chmod(0o777)
    assert "`/etc/nginx/sites-enabled`" in tree.finding("config-file-writable").message
    tree.path("etc/nginx/sites-enabled").chmod(0o1777)
    assert rules(tree) == []
    tree.path("etc/nginx/sites-enabled").chmod(0o755)
    assert tree.check("config-file-writable", as_user="root") == []


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_configuration_that_the_workers_can_change(tree: Tree) -> None:
    tree.configure("include sites-enabled/*;")
    tree.file("etc/nginx/sites-enabled/app", OTHER, 0o644, 33)
    assert "nginx's own workers (`www-data`)" in tree.finding("config-file-writable").message


def test_a_site_that_is_not_enabled(tree: Tree) -> None:
    tree.configure("include sites-enabled/*;")
    tree.folder("etc/nginx/sites-enabled")
    site = "etc/nginx/sites-available/app"
    tree.file(site, OTHER)
    (found,) = tree.check("site-not-enabled", path=site)
    assert "nothing in `/etc/nginx/sites-enabled` links to `app`" in found.message
    assert tree.check("site-not-enabled", path="etc/nginx/sites-available") == []
    assert tree.check("site-not-enabled", path="etc/nginx") == []
    tree.link("etc/nginx/sites-enabled/other-name", "/etc/nginx/sites-available/app")
    assert tree.check("site-not-enabled", path=site) == []
