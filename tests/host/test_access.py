"""Who may do what: accounts, modes, access control lists."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING

import pytest

from nginxlint.files.system import FileSystem
from nginxlint.host.access import ENTER, READ, WRITE, Entry, parse_acl, permits
from nginxlint.host.accounts import Account, parse_accounts
from nginxlint.host.machine import Machine, Settings

if TYPE_CHECKING:
    from pathlib import Path

WORKER = Account("www-data", 33, frozenset({33, 110}))


def status(mode: int, uid: int = 0, gid: int = 0) -> os.stat_result:
    return os.stat_result((mode, 0, 0, 1, uid, gid, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("mode", "uid", "gid", "needed", "allowed"),
    [
        (0o700, 0, 0, READ, False),
        (0o705, 0, 0, READ | ENTER, True),
        (0o704, 0, 0, READ | ENTER, False),
        (0o070, 0, 33, WRITE, True),
        (0o070, 0, 110, WRITE, True),
        # The class that fits decides, even where a wider one would allow more.
        (0o707, 0, 110, READ, False),
        (0o077, 33, 33, READ, False),
        (0o700, 33, 0, READ | WRITE | ENTER, True),
    ],
)
def test_modes(mode: int, uid: int, gid: int, needed: int, allowed: bool) -> None:
    assert permits(status(mode, uid, gid), (), WORKER, needed) is allowed
    assert permits(status(mode, uid, gid), (), Account("root", 0, frozenset({0})), needed)


USER_OBJ, USER, GROUP_OBJ, GROUP, MASK, OTHER = 1, 2, 4, 8, 16, 32
ANY = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("entries", "allowed"),
    [
        ([Entry(USER, 5, 33), Entry(GROUP_OBJ, 0, ANY), Entry(MASK, 7, ANY)], True),
        ([Entry(USER, 5, 34), Entry(GROUP_OBJ, 0, ANY), Entry(MASK, 7, ANY)], False),
        ([Entry(USER, 5, 33), Entry(GROUP_OBJ, 0, ANY), Entry(MASK, 4, ANY)], False),
        ([Entry(GROUP_OBJ, 0, ANY), Entry(GROUP, 5, 110), Entry(MASK, 7, ANY)], True),
        ([Entry(GROUP_OBJ, 0, ANY), Entry(GROUP, 1, 33), Entry(GROUP, 5, 110), Entry(MASK, 7, ANY)], True),
        ([Entry(GROUP_OBJ, 0, ANY), Entry(GROUP, 0, 110), Entry(MASK, 7, ANY)], False),
    ],
)
def test_lists(entries: list[Entry], allowed: bool) -> None:
    assert permits(status(0o770), entries, WORKER, READ | ENTER) is allowed


def test_the_attribute() -> None:
    value = struct.pack("<I", 2) + struct.pack("<HHI", 2, 5, 33) + struct.pack("<HHI", 16, 7, ANY)
    assert parse_acl(value) == (Entry(2, 5, 33), Entry(16, 7, ANY))
    assert parse_acl(value[:-1]) == ()
    assert parse_acl(b"\1\0\0\0") == ()
    assert parse_acl(b"") == ()


def test_accounts() -> None:
    accounts = parse_accounts(
        "root:x:0:0:root:/root:/bin/sh\nbroken line\n+::::::\nwww-data:x:33:33::/:/bin/false\n"
        "lone:x:5:33::/:/bin/sh\n",
        "root:x:0:\nwww-data:x:33:\nweb:x:110:www-data,lone\nnonsense\n",
    )
    assert accounts.account("www-data") == WORKER
    assert accounts.account("www-data", "web") == Account("www-data", 33, frozenset({110}))
    assert accounts.account("lone") == Account("lone", 5, frozenset({33, 110}))
    assert accounts.account("www-data", "no") is None
    assert accounts.account("no") is None
    assert (accounts.user_name(33), accounts.user_name(77)) == ("www-data", "77")
    assert accounts.members(33) == {"www-data", "lone"}


@pytest.mark.skipif(shutil.which("setfacl") is None, reason="setfacl is not installed")
def test_a_real_list(tmp_path: Path) -> None:
    root = tmp_path / "root"
    folder = root / "srv"
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    (root / "etc").mkdir()
    uid = os.geteuid()
    (root / "etc/passwd").write_text(f"me:x:{uid}:{uid}::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n")
    (root / "etc/group").write_text("www-data:x:33:\n")

    def blocked() -> str | None:
        machine = Machine(FileSystem(str(root)), live=False, settings=Settings())
        account = machine.account("www-data")
        assert account is not None
        found = machine.way("/srv", account)
        return None if found is None else machine.remedy(found, account)

    assert blocked() == "chmod o+x /srv"
    done = subprocess.run(["setfacl", "-m", "u:33:x", str(folder)], check=False)
    if done.returncode:
        pytest.skip("the file system keeps no access control lists")
    assert blocked() is None
    subprocess.run(["setfacl", "-m", "u:33:-", str(folder)], check=True)
    assert blocked() == "setfacl -m u:www-data:x /srv"
