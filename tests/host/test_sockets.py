"""Unix sockets and ports that requests are passed to."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from host.tree import PI, Tree

from nginxlint.lint.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = "server {{ listen 8080; location / {{ {}; }} }}"
PASSES = [
    "proxy_pass http://unix:{}",
    "proxy_pass http://unix:{}:/uri",
    "fastcgi_pass unix:{}",
    "uwsgi_pass unix:{}",
    "scgi_pass unix:{}",
    "grpc_pass unix:{}",
    "memcached_pass unix:{}",
]


@pytest.mark.parametrize("passing", PASSES)
def test_missing_socket(tree: Tree, passing: str) -> None:
    tree.configure(SITE.format(passing.format("/run/app.sock")))
    found = tree.finding("upstream-socket-missing")
    assert (
        found.message == "the socket `/run/app.sock` is not there: every request that is passed here gets 502"
    )
    tree.socket("run/app.sock")
    assert tree.check("upstream-socket-missing", "upstream-socket-not-a-socket") == []


def test_missing_socket_of_an_upstream(tree: Tree) -> None:
    tree.socket("run/b.sock")
    tree.configure(
        "upstream app { server unix:/run/a.sock; }\n"
        "upstream two { server unix:/run/c.sock; server unix:/run/b.sock; }\n"
        "upstream off { server unix:/run/d.sock down; server unix:/run/b.sock; }\n"
    )
    found = tree.check("upstream-socket-missing")
    assert [(str(one.message)[12:23], one.severity) for one in found] == [
        ("/run/a.sock", Severity.ERROR),
        ("/run/c.sock", Severity.WARNING),
    ]


def test_missing_socket_in_stream(tree: Tree) -> None:
    tree.file(
        "etc/nginx/nginx.conf",
        "events {} stream { server { listen 1; proxy_pass unix:/run/a.sock; }\n"
        "server { listen 2; proxy_pass unix:$x; } }",
    )
    assert "/run/a.sock" in tree.finding("upstream-socket-missing").message


def test_one_cause_is_one_finding(tree: Tree) -> None:
    site = SITE.format("proxy_pass http://unix:/run/app.sock")
    tree.configure("\n".join([site, site, site]))
    found = tree.finding("upstream-socket-missing")
    assert [label.span.first.line for label in found.related] == [5, 6]


def test_a_socket_in_a_private_tmp_is_found(tree: Tree) -> None:
    tree.configure(SITE.format("proxy_pass http://unix:/tmp/app.sock"))
    tree.socket("tmp/systemd-private-0123-app.service-x/tmp/app.sock")
    help_ = tree.finding("upstream-socket-missing").help
    assert help_ is not None
    assert "PrivateTmp" in help_


def test_another_version_of_php_is_suggested(tree: Tree) -> None:
    tree.socket("run/php/php8.2-fpm.sock")
    tree.configure(SITE.format("fastcgi_pass unix:/run/php/php8.1-fpm.sock"))
    assert tree.finding("upstream-socket-missing").help == "Did you mean `/run/php/php8.2-fpm.sock`?"


@pytest.mark.parametrize("kind", ["file", "folder", "fifo"])
def test_not_a_socket(tree: Tree, kind: str) -> None:
    import os

    match kind:
        case "file":
            tree.file("run/app.sock")
        case "folder":
            tree.folder("run/app.sock")
        case _:
            os.mkfifo(tree.path("run/app.sock"))
    tree.configure(SITE.format("proxy_pass http://unix:/run/app.sock"))
    found = tree.check()
    assert [one.rule for one in found] == ["upstream-socket-not-a-socket"]
    assert ("FIFO" if kind == "fifo" else kind) in found[0].message


def test_a_link_to_a_socket_is_a_socket(tree: Tree) -> None:
    tree.socket("run/real.sock")
    tree.link("run/app.sock", "/run/real.sock")
    tree.configure(SITE.format("proxy_pass http://unix:/run/app.sock"))
    assert tree.check() == []


def test_refused_socket(tree: Tree) -> None:
    tree.stale_socket("run/app.sock")
    tree.configure(SITE.format("proxy_pass http://unix:/run/app.sock"))
    assert "nobody listens" in tree.finding("upstream-socket-refused", connect=True).message
    assert tree.check("upstream-socket-refused") == []
    assert tree.check("upstream-socket-refused", connect=False) == []
    tree.path("run/app.sock").unlink()
    tree.socket("run/app.sock")
    assert tree.check("upstream-socket-refused", connect=True) == []


def test_refused_socket_of_nginx_itself(tree: Tree) -> None:
    tree.stale_socket("run/own.sock")
    tree.configure(
        "server { listen unix:/run/own.sock; }\n" + SITE.format("proxy_pass http://unix:/run/own.sock")
    )
    assert tree.check("upstream-socket-refused", connect=True) == []


def test_socket_for_datagrams(tree: Tree) -> None:
    tree.socket("run/log.sock", kind=socket.SOCK_DGRAM)
    tree.configure(SITE.format("proxy_pass http://unix:/run/log.sock"))
    assert "datagrams" in tree.finding("upstream-socket-refused", connect=True).message


def test_a_full_queue_is_no_refusal(tree: Tree) -> None:
    tree.socket("run/app.sock")
    tree.listening[0].listen(0)
    clients = []
    path = f"/proc/self/fd/{__import__('os').open(tree.path('run'), 0)}/app.sock"
    for _ in range(3):
        client = socket.socket(socket.AF_UNIX)
        client.setblocking(False)
        client.connect_ex(path)
        clients.append(client)
    tree.configure(SITE.format("proxy_pass http://unix:/run/app.sock"))
    assert tree.check("upstream-socket-refused", connect=True) == []
    for client in clients:
        client.close()


def test_permission_of_a_closed_folder(tree: Tree) -> None:
    tree.folder("home/pi", 0o700, PI)
    tree.socket("home/pi/app/app.sock", owner=PI)
    tree.configure(SITE.format("proxy_pass http://unix:/home/pi/app/app.sock"))
    found = tree.finding("upstream-socket-permission")
    assert "`/home/pi` is `drwx------ pi pi`" in found.message
    assert found.help is not None
    assert "chmod o+x /home/pi" in found.help
    tree.path("home/pi").chmod(0o711)
    assert tree.check() == []


def test_permission_of_the_socket_itself(tree: Tree) -> None:
    tree.socket("run/app.sock", 0o755, PI)
    tree.configure(SITE.format("proxy_pass http://unix:/run/app.sock"))
    assert "may not write to it" in tree.finding("upstream-socket-permission").message
    tree.path("run/app.sock").chmod(0o757)
    assert tree.check() == []


def test_permission_through_a_link(tree: Tree) -> None:
    tree.folder("home/pi", 0o700, PI)
    tree.socket("home/pi/app.sock", owner=PI)
    tree.link("run/app", "../home/pi")
    tree.configure(SITE.format("proxy_pass http://unix:/run/app/app.sock"))
    assert "`/home/pi`" in tree.finding("upstream-socket-permission").message


def test_permission_depends_on_who_the_workers_are(tree: Tree) -> None:
    tree.folder("home/pi", 0o700, PI)
    tree.socket("home/pi/app.sock", owner=PI)
    passing = SITE.format("proxy_pass http://unix:/home/pi/app.sock")
    for main, fires in [
        ("user www-data;", True),
        ("user pi;", False),
        ("user root;", False),
        ("", True),
        ("user nobody-here;", False),
    ]:
        tree.configure(passing, main)
        assert bool(tree.check("upstream-socket-permission")) is fires, main
    tree.configure(passing)
    assert tree.check("upstream-socket-permission", as_user="pi") == []


def test_permission_is_not_guessed_where_owners_are_lost(tree: Tree) -> None:
    tree.folder("home/pi", 0o700, PI)
    tree.socket("home/pi/app.sock", owner=PI)
    tree.file("etc/passwd", "www-data:x:33:33::/:/bin/sh\n")
    tree.configure(SITE.format("proxy_pass http://unix:/home/pi/app.sock"))
    assert tree.check("upstream-socket-permission") == []


@pytest.mark.parametrize(
    ("setting", "path", "fires"),
    [
        ("PrivateTmp=yes", "/tmp/app.sock", True),
        ("PrivateTmp=true", "/var/tmp/app.sock", True),
        ("PrivateTmp=no", "/tmp/app.sock", False),
        ("PrivateTmp=yes", "/run/app.sock", False),
        ("ProtectHome=yes", "/home/pi/app.sock", True),
        ("ProtectHome=read-only", "/home/pi/app.sock", False),
    ],
)
def test_hidden_by_systemd(tree: Tree, setting: str, path: str, fires: bool) -> None:
    tree.socket(path)
    tree.file("usr/lib/systemd/system/nginx.service", f"[Unit]\nX=1\n[Service]\n{setting}\n")
    tree.configure(SITE.format(f"proxy_pass http://unix:{path}"))
    assert bool(tree.check("upstream-socket-hidden")) is fires
    tree.file("etc/systemd/system/nginx.service.d/own.conf", "[Service]\nPrivateTmp=no\nProtectHome=no\n")
    assert tree.check("upstream-socket-hidden") == []


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken and on which nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        yield server.getsockname()[1]


@pytest.mark.parametrize("passing", ["proxy_pass http://127.0.0.1:{}/x", "fastcgi_pass 127.0.0.1:{}"])
def test_closed_port(tree: Tree, port: int, closed_port: int, passing: str) -> None:
    tree.configure(SITE.format(passing.format(closed_port)))
    found = tree.finding("upstream-port-closed", connect=True)
    assert f"nothing listens on 127.0.0.1:{closed_port}" in found.message
    assert found.span is not None
    assert found.span.source.text[found.span.start : found.span.end].endswith(str(closed_port))
    assert tree.check("upstream-port-closed") == []
    tree.configure(SITE.format(passing.format(port)))
    assert tree.check("upstream-port-closed", connect=True) == []


def test_closed_port_of_nginx_itself(tree: Tree, closed_port: int) -> None:
    tree.configure(
        f"server {{ listen {closed_port}; }}" + SITE.format(f"proxy_pass http://127.0.0.1:{closed_port}")
    )
    assert tree.check("upstream-port-closed", connect=True) == []


def test_only_the_machine_itself_is_asked(
    tree: Tree, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nginxlint.host import connect

    asked: list[str] = []

    def tcp(address: str, port: int) -> str:
        asked.append(address)
        return "refused"

    monkeypatch.setattr(connect, "tcp", tcp)
    tree.configure(
        SITE.format("proxy_pass http://192.0.2.1:80")
        + SITE.format("proxy_pass http://example.org")
        + SITE.format("proxy_pass http://localhost:1")
    )
    assert len(tree.check("upstream-port-closed", connect=True)) == 1
    assert asked == ["127.0.0.1", "::1"]
    asked.clear()
    assert len(tree.check("upstream-port-closed", connect=True, connect_all=True)) == 2
    assert "192.0.2.1" in asked
