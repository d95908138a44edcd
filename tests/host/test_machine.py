"""The machine itself: it never leaves its root, never blocks, looks once."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest
from host.tree import Tree

from nginxlint.files.system import FileSystem, UnreadableError
from nginxlint.host import disk as module
from nginxlint.host.binary import parse_answer
from nginxlint.host.limits import parse_limits
from nginxlint.host.machine import Machine
from nginxlint.host.patience import Patience, TooLongError, remote_mounts


def asked(root: Path) -> Machine:
    return Machine(FileSystem(str(root)), live=False)


def test_links_stay_inside_the_root(tree: Tree, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret"
    outside.write_text("x")
    tree.link("a", str(outside))
    tree.link("b", "../../../../../../../../.." + str(outside))
    tree.link("c", "/etc/passwd")
    tree.link("loop", "loop")
    machine = asked(tree.root)
    assert machine.look("/a").kind == "missing"
    assert machine.look("/b").kind == "missing"
    assert machine.look("/c").kind == "file"
    assert machine.text("/c") == tree.path("etc/passwd").read_text()
    assert machine.look("/loop").kind == "unknown"
    assert machine.look("/../../../../../../../.." + str(outside)).kind == "missing"


def test_the_first_part_that_is_missing(tree: Tree) -> None:
    tree.folder("srv/a")
    machine = asked(tree.root)
    assert machine.look("/srv/a/b/c/d").missing == "/srv/a/b"
    assert machine.look("/srv/x").missing == "/srv/x"


def test_a_file_is_no_folder_on_the_way(tree: Tree) -> None:
    tree.file("srv/file")
    assert asked(tree.root).look("/srv/file/x").kind == "missing"


def test_nothing_blocks_on_a_fifo(tree: Tree) -> None:
    os.mkfifo(tree.path("etc/ssl.pem"))
    machine = asked(tree.root)
    assert machine.look("/etc/ssl.pem").kind == "fifo"
    assert machine.pem("/etc/ssl.pem").problem == "special"
    assert machine.text("/etc/ssl.pem") is None
    with pytest.raises(UnreadableError):
        machine.read("/etc/ssl.pem")


def test_a_huge_file_is_not_read(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE", 10)
    tree.file("etc/big", "x" * 11)
    assert asked(tree.root).pem("/etc/big").problem == "unknown"


class Counting(FileSystem):
    """Counts how often each path is asked for."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.asked: list[str] = []

    def stat(self, path: str) -> os.stat_result:
        self.asked.append(path)
        return super().stat(path)

    def read(self, path: str) -> bytes:
        self.asked.append(f"read {path}")
        return super().read(path)


def test_each_path_is_looked_at_once(tree: Tree) -> None:
    files = Counting(str(tree.root))
    machine = Machine(files, live=False)
    tree.file("etc/x.pem", "x")
    account = machine.account("www-data")
    assert account is not None
    for _ in range(3):
        machine.look("/etc/x.pem")
        machine.pem("/etc/x.pem")
        machine.obstacle("/etc/x.pem", account, 4)
        machine.look("/no/where")
    assert len(files.asked) == len(set(files.asked)), files.asked


class Hanging(FileSystem):
    """A file system that never answers below ``/mnt``."""

    def stat(self, path: str) -> os.stat_result:
        if path.startswith("/mnt"):
            time.sleep(60)
        return super().stat(path)


def test_a_file_system_that_does_not_answer(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.05)
    machine = Machine(Hanging(str(tree.root)), live=False)
    machine.__dict__["_mounts"] = [f"{tree.root}/mnt/far"]
    found = machine.look("/mnt/far/a")
    assert (found.kind, found.reason) == ("unknown", "does not answer")
    started = time.monotonic()
    # The mount is known to be silent now and is not asked again.
    assert [machine.look(f"/mnt/far/{number}").kind for number in range(100)] == ["unknown"] * 100
    assert time.monotonic() - started < 30
    assert machine.look("/etc/passwd").kind == "file"


def test_patience() -> None:
    patience = Patience(0.05)
    assert patience(len, "abc") == 3
    with pytest.raises(ValueError, match="invalid literal"):
        patience(int, "x")
    with pytest.raises(TooLongError):
        patience(time.sleep, 60)
    assert patience(len, "abcd") == 4


def test_mounts_that_may_keep_one_waiting() -> None:
    text = (
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "50 22 0:45 / /mnt/my\\040share rw - nfs4 server:/x rw\n"
        "51 22 0:46 / /mnt/b rw shared:2 - fuse.sshfs me@host: rw\n"
        "nonsense\n"
    )
    assert remote_mounts(text) == ["/mnt/my share", "/mnt/b"]


def test_what_the_binary_says() -> None:
    text = (
        "nginx version: nginx/1.22.1\nconfigure arguments: --with-cc-opt='-g -O2 --user=no' "
        "--prefix=/usr/share/nginx --user=www --conf-path=/etc/nginx/nginx.conf\n"
    )
    binary = parse_answer("/usr/sbin/nginx", text)
    assert binary is not None
    assert binary.option("user") == "www"
    assert binary.option("prefix") == "/usr/share/nginx"
    assert binary.option("group") is None


def test_an_unknown_user_is_said(tree: Tree) -> None:
    with pytest.raises(AssertionError, match="no user `nobody-here`"):
        tree.check(as_user="nobody-here")


@pytest.mark.parametrize("part", ["a", "..", "."])
def test_a_path_of_many_parts(tree: Tree, part: str) -> None:
    path = "/" + "/".join([part] * 1000) + "/x"
    tree.link("a", "a")
    tree.configure(
        f"server {{ listen 80; root {path}; }} server {{ listen 81; location / {{ alias {path}/; }} }}"
    )
    tree.check()


def test_a_deep_path(tree: Tree) -> None:
    deep = "/srv" + "/d" * 200
    tree.folder(deep)
    tree.path("/srv/d/d").chmod(0o700)
    machine = asked(tree.root)
    account = machine.account("www-data")
    assert account is not None
    blocked = machine.way(deep, account)
    assert blocked is not None
    assert blocked.path == "/srv/d/d"
    assert machine.look(deep + "/x" * 50).missing == deep + "/x"
    tree.path("/srv/d/d").chmod(0o755)


# -- open files ------------------------------------------------------------------------------------

LIMITS = """\
Limit                     Soft Limit           Hard Limit           Units
Max processes             15543                15543                processes
Max open files            1024                 524288               files
"""


@pytest.mark.parametrize(
    ("text", "files"),
    [(LIMITS, 1024), (LIMITS.replace("1024", "unlimited"), None), ("", None), ("Max open files", None)],
)
def test_limit_of_a_process(text: str, files: int | None) -> None:
    assert parse_limits(text) == files


@pytest.mark.parametrize(
    ("main", "unit", "fires"),
    [
        ("", "LimitNOFILE=1024", True),
        ("", "LimitNOFILE=1024:524288", True),
        ("", "LimitNOFILE=4096", False),
        ("", "LimitNOFILE=infinity", False),
        ("", "PrivateTmp=yes", False),
        ("worker_rlimit_nofile 8192;", "LimitNOFILE=1024", False),
        ("worker_rlimit_nofile 2048;", "LimitNOFILE=65535", True),
    ],
)
def test_open_files_of_the_unit(tree: Tree, main: str, unit: str, fires: bool) -> None:
    tree.file("etc/nginx/nginx.conf", f"{main}\nevents {{ worker_connections 4096; }}\n")
    tree.file("lib/systemd/system/nginx.service", f"[Service]\n{unit}\n")
    found = tree.check("worker-rlimit-nofile-low")
    assert bool(found) is fires
    if fires and not main:
        assert "`/lib/systemd/system/nginx.service` has a limit of 1024" in found[0].message


def test_open_files_of_the_running_nginx(tree: Tree) -> None:
    pid = tree.file("run/nginx.pid", f"{os.getpid()}\n")
    text = f"pid {pid};\nevents {{ worker_connections 100000000; }}\n"
    tree.file("etc/nginx/nginx.conf", text)
    # The process is no nginx.
    assert tree.check_live("worker-rlimit-nofile-low") == []
    named = Path(f"/proc/{os.getpid()}/comm")
    before = named.read_text()
    named.write_text("nginx")
    try:
        (found,) = tree.check_live("worker-rlimit-nofile-low")
    finally:
        named.write_text(before)
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert f"the running nginx (process {os.getpid()}) has a limit of {soft}" in found.message
