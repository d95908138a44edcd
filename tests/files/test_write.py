"""Files are replaced whole, with all that belongs to them, or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nginxlint.files import write
from nginxlint.files.write import WriteError, prepare

OLD, NEW = b"worker_processes 1;\n", b"worker_processes auto;\n"

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files to others")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "nginx.conf"
    path.write_bytes(OLD)
    return path


def replace(path: Path, before: bytes = OLD, after: bytes = NEW) -> None:
    prepare(str(path), before, after).commit()


def alone(path: Path) -> bool:
    """Whether nothing was left beside a file."""
    return [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_replaces(target: Path) -> None:
    replace(target)
    assert target.read_bytes() == NEW
    assert alone(target)


def test_is_not_there_before_the_commit_and_not_after_a_discard(target: Path) -> None:
    replacement = prepare(str(target), OLD, NEW)
    assert target.read_bytes() == OLD
    replacement.discard()
    assert target.read_bytes() == OLD
    assert alone(target)


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755, 0o664])
def test_keeps_the_mode(target: Path, mode: int) -> None:
    target.chmod(mode)
    replace(target)
    assert stat.S_IMODE(target.stat().st_mode) == mode


@posix
def test_is_never_readable_by_more_people(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.chmod(0o600)
    seen: list[int] = []
    sync = os.fsync

    def look(handle: int) -> None:
        seen.append(os.fstat(handle).st_mode)
        sync(handle)

    monkeypatch.setattr(os, "fsync", look)
    prepare(str(target), OLD, NEW).discard()
    assert [stat.S_IMODE(mode) for mode in seen] == [0o600]


@root
def test_keeps_the_owner(target: Path) -> None:
    os.chown(target, 1234, 4321)
    target.chmod(0o640)
    replace(target)
    status = target.stat()
    assert (status.st_uid, status.st_gid) == (1234, 4321)
    assert stat.S_IMODE(status.st_mode) == 0o640


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes as Linux has them")
def test_keeps_extended_attributes(target: Path) -> None:
    try:
        os.setxattr(target, "user.comment", b"by hand")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    replace(target)
    assert os.getxattr(target, "user.comment") == b"by hand"


@posix
@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_refuses_a_read_only_file(target: Path) -> None:
    target.chmod(0o444)
    with pytest.raises(WriteError, match="write-protected"):
        replace(target)
    assert target.read_bytes() == OLD
    assert alone(target)


@root
@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "reason"),
    [(0o444, 0o777, "write-protected"), (0o666, 0o555, "permission denied")],
)
def test_refuses_what_another_user_may_not_write(
    target: Path, file_mode: int, folder_mode: int, reason: str
) -> None:
    target.chmod(file_mode)
    target.parent.chmod(folder_mode)
    assert reason in as_nobody(target)
    assert target.read_bytes() == OLD
    assert alone(target)


@root
def test_refuses_to_take_a_file_over(target: Path) -> None:
    target.chmod(0o666)
    target.parent.chmod(0o777)
    assert "belongs to another user" in as_nobody(target)
    assert target.read_bytes() == OLD
    assert alone(target)


def as_nobody(target: Path) -> str:
    """The error that a user without rights meets."""
    package = str(Path(write.__file__).parents[2])
    script = f"""
import os, sys
sys.path.insert(0, {package!r})
from nginxlint.files.write import WriteError, prepare
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    prepare(sys.argv[1], {OLD!r}, {NEW!r}).commit()
except WriteError as error:
    print(error.reason)
"""
    for folder in target.parents:
        if not folder.stat().st_mode & stat.S_IXOTH:
            if "pytest" not in str(folder):
                pytest.skip(f"{folder} is closed to others")
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    done = subprocess.run(
        [sys.executable, "-c", script, str(target)], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("after_prepare", [True, False])
def test_refuses_a_file_that_changed(target: Path, after_prepare: bool) -> None:
    other = b"somebody was here;\n"
    if after_prepare:
        replacement = prepare(str(target), OLD, NEW)
        target.write_bytes(other)
        with pytest.raises(WriteError, match="changed by somebody else"):
            replacement.commit()
    else:
        target.write_bytes(other)
        with pytest.raises(WriteError, match="changed by somebody else"):
            replace(target)
    assert target.read_bytes() == other
    assert alone(target)


def test_refuses_a_file_that_went_away(target: Path) -> None:
    replacement = prepare(str(target), OLD, NEW)
    target.unlink()
    with pytest.raises(WriteError, match="no such file"):
        replacement.commit()
    assert not list(target.parent.iterdir())


@posix
def test_refuses_a_symlink_in_the_place_of_the_file(target: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.conf"
    link.symlink_to(target)
    with pytest.raises(WriteError):
        prepare(str(link), OLD, NEW)
    assert target.read_bytes() == OLD


@posix
@pytest.mark.parametrize("kind", ["fifo", "folder"])
def test_refuses_what_is_no_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "thing"
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(WriteError, match="not a regular file"):
        prepare(str(path), OLD, NEW)


@posix
def test_a_hard_link_keeps_the_old_text(target: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.conf"
    os.link(target, other)
    replacement = prepare(str(target), OLD, NEW)
    assert replacement.linked
    replacement.commit()
    assert (target.read_bytes(), other.read_bytes()) == (NEW, OLD)


@posix
def test_a_full_disk_leaves_the_old_file(target: Path) -> None:
    """A limit on the size of files fails the write as a full disk does."""
    package = str(Path(write.__file__).parents[2])
    script = f"""
import resource, sys
sys.path.insert(0, {package!r})
from nginxlint.files.write import WriteError, prepare
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    prepare(sys.argv[1], {OLD!r}, b"#" * 5000)
except WriteError as error:
    print(error.reason)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(target)], capture_output=True, text=True, check=True
    )
    assert "file too large" in done.stdout
    assert target.read_bytes() == OLD
    assert alone(target)


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_an_error_or_a_break_leaves_nothing_behind(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with pytest.raises(WriteError, match="no space left"):
            replace(target)
    with monkeypatch.context() as patched:
        patched.setattr(os, call, interrupted)
        with pytest.raises(KeyboardInterrupt):
            replace(target)
    assert target.read_bytes() == OLD
    assert alone(target)
