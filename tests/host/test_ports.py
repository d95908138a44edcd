"""Ports and addresses of the machine that the tests run on."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from host.tree import IS_ROOT, Tree

from nginxlint.host import listening
from nginxlint.host.listening import Listener, has_address, holder, listeners, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

LITTLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 x
   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 x
   2: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1000        0 4713 1 x
nonsense
"""


@pytest.mark.skipif(__import__("sys").byteorder != "little", reason="written for little-endian machines")
def test_proc_net_tcp() -> None:
    assert parse(LITTLE) == [
        Listener("127.0.0.1", 8080, 1000, 4711),
        Listener("0.0.0.0", 80, 0, 4712),
    ]


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_this_process_listens(port: int) -> None:
    assert any((one.address, one.port) == ("127.0.0.1", port) for one in listeners())


@pytest.mark.parametrize(
    ("host", "listener", "holds"),
    [
        ("0.0.0.0", Listener("127.0.0.1", 80, 5, 1), True),
        ("127.0.0.1", Listener("0.0.0.0", 80, 5, 1), True),
        ("192.0.2.1", Listener("127.0.0.1", 80, 5, 1), False),
        ("0.0.0.0", Listener("::", 80, 5, 1), False),
        ("[::]", Listener("::1", 80, 5, 1), True),
        ("0.0.0.0", Listener("0.0.0.0", 81, 5, 1), False),
        # nginx's own master opens its ports as root.
        ("0.0.0.0", Listener("0.0.0.0", 80, 0, 1), False),
    ],
)
def test_who_holds_a_port(
    host: str, listener: Listener, holds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "processes", lambda inodes: {})
    assert (holder([listener], host, 80) is not None) is holds


def test_nginx_itself_is_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Listener("0.0.0.0", 80, 0, 7)
    monkeypatch.setattr(listening, "processes", lambda inodes: {7: "nginx"})
    assert holder([one], "0.0.0.0", 80) is None
    monkeypatch.setattr(listening, "processes", lambda inodes: {7: "apache2"})
    assert holder([one], "0.0.0.0", 80) == "`apache2`"


def test_port_in_use(tree: Tree, port: int) -> None:
    tree.configure(f"server {{ listen 127.0.0.1:{port}; }}")
    found = tree.check_live("listen-port-in-use")
    # An ordinary user sees its own processes, root all.
    assert [one.rule for one in found] == ["listen-port-in-use"]
    assert f"already listens on port {port}" in found[0].message
    assert tree.check("listen-port-in-use") == []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        tree.configure(f"server {{ listen 127.0.0.1:{free.getsockname()[1]}; }}")
        assert tree.check_live("listen-port-in-use") == []


def test_addresses() -> None:
    assert has_address("127.0.0.1") is True
    assert has_address("0.0.0.0") is True
    assert has_address("example.org") is None


@pytest.mark.skipif(has_address("192.0.2.1") is not False, reason="any address may be listened on here")
def test_address_of_another_machine(tree: Tree) -> None:
    tree.configure("server { listen 192.0.2.1:80; listen 127.0.0.1:80; listen 80; }")
    (found,) = tree.check_live("listen-address-not-local")
    assert "`192.0.2.1`" in found.message
    assert tree.check("listen-address-not-local") == []


def test_privileged_port(tree: Tree) -> None:
    unit = "usr/lib/systemd/system/nginx.service"
    tree.configure("server { listen 80; }")
    assert tree.check("listen-port-privileged") == []
    tree.file(unit, "[Service]\nUser=www-data\n")
    assert "starts nginx as `www-data`" in tree.finding("listen-port-privileged").message
    tree.file(unit, "[Service]\nUser=www-data\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n")
    assert tree.check("listen-port-privileged") == []
    tree.file(unit, "[Service]\nUser=www-data\n")
    tree.configure("server { listen 8080; }")
    assert tree.check("listen-port-privileged") == []


def test_root_sees_who_holds_a_port(port: int) -> None:
    if not IS_ROOT:
        pytest.skip("only root sees all processes")
    assert "python" in (holder(listeners(), "127.0.0.1", port) or "") or "pytest" in (
        holder(listeners(), "127.0.0.1", port) or ""
    )
