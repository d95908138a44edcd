"""`--fix`, `--unsafe-fixes`, `--diff` and `--fix-only` as they are typed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BROKEN = b"server {\n    listen 80\n    server_name a.example;\n    allow 10.0.0.1/8;\n}\n"
FIXED = b"server {\n    listen 80;\n    server_name a.example;\n    allow 10.0.0.0/8;\n}\n"
GUESS = b"server {\n    listen 80;\n    index index.html\n    root /srv;\n}\n"
GUESSED = GUESS.replace(b"index.html\n", b"index.html;\n")


def nginxlint(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command in a folder, for the rules that these tests are about."""
    chosen = "missing-semicolon,cidr-host-bits-set,missing-closing-brace"
    environment = {name: value for name, value in os.environ.items() if "GITHUB" not in name}
    return subprocess.run(
        [sys.executable, "-m", "nginxlint", "check", "--select", chosen, *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        env=environment,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.conf").write_bytes(BROKEN)
    (tmp_path / "b.conf").write_bytes(GUESS)
    return tmp_path


def test_fix_reports_what_remains(folder: Path) -> None:
    done = nginxlint(folder, "--fix", "a.conf", "b.conf")
    assert done.returncode == 1
    assert (folder / "a.conf").read_bytes() == FIXED
    assert (folder / "b.conf").read_bytes() == GUESS
    assert b"warning[missing-semicolon]" in done.stdout
    assert b"a.conf" not in done.stdout
    assert done.stderr.decode().splitlines() == [
        "nginxlint: fixed a.conf:2:14: put in the missing `;` [missing-semicolon]",
        "nginxlint: fixed a.conf:4:11: write `10.0.0.0/8` [cidr-host-bits-set]",
        "nginxlint: fixed 2 findings in 1 file",
    ]


def test_fix_and_nothing_remains(folder: Path) -> None:
    done = nginxlint(folder, "--fix", "--unsafe-fixes", "-q", ".")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"nginxlint: fixed 3 findings in 2 files\n"
    assert (folder / "b.conf").read_bytes() == GUESSED
    again = nginxlint(folder, "--fix", "--unsafe-fixes", ".")
    assert (again.returncode, again.stderr) == (0, b"")


def test_unsafe_fixes_alone_write_nothing(folder: Path) -> None:
    done = nginxlint(folder, "--unsafe-fixes", ".")
    assert done.returncode == 1
    assert b"--unsafe-fixes changes nothing by itself" in done.stderr
    assert (folder / "a.conf").read_bytes() == BROKEN


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--fix-only", "missing-semicolon"), b"give --fix or --diff"),
        (("--fix", "--fix-only", "missing-semicoln"), b"did you mean `missing-semicolon`"),
    ],
)
def test_options_that_make_no_sense(folder: Path, arguments: tuple[str, ...], message: bytes) -> None:
    done = nginxlint(folder, *arguments, ".")
    assert done.returncode == 2
    assert message in done.stderr
    assert (folder / "a.conf").read_bytes() == BROKEN


def test_fixes_of_one_rule(folder: Path) -> None:
    nginxlint(folder, "--fix", "--fix-only", "missing-semicolon", "a.conf")
    assert (folder / "a.conf").read_bytes() == FIXED.replace(b"0.0.0/8", b"0.0.1/8")


def test_diff_prints_the_diff_alone_and_writes_nothing(folder: Path) -> None:
    done = nginxlint(folder, "--diff", ".", "--unsafe-fixes")
    assert done.returncode == 1
    assert (folder / "a.conf").read_bytes() == BROKEN
    assert done.stdout == (
        b"--- a.conf\n+++ a.conf\n@@ -1,5 +1,5 @@\n server {\n-    listen 80\n+    listen 80;\n"
        b"     server_name a.example;\n-    allow 10.0.0.1/8;\n+    allow 10.0.0.0/8;\n }\n"
        b"--- b.conf\n+++ b.conf\n@@ -1,5 +1,5 @@\n server {\n     listen 80;\n"
        b"-    index index.html\n+    index index.html;\n     root /srv;\n }\n"
    )
    assert b"would fix 3 findings in 2 files" in done.stderr


def test_no_diff_is_status_0(folder: Path) -> None:
    """Even if findings remain that have no fix, or none that was asked for."""
    done = nginxlint(folder, "--diff", "b.conf")
    assert (done.returncode, done.stdout) == (0, b"")


def test_diff_and_what_could_not_be_read_is_status_2(folder: Path) -> None:
    done = nginxlint(folder, "--diff", "a.conf", "missing.conf")
    assert done.returncode == 2
    assert done.stdout


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("tail", [b"", b"\xe9 # no line feed at the end"])
def test_patch_takes_the_diff(tmp_path: Path, ending: bytes, tail: bytes) -> None:
    filler = b"".join(b"    # %d\n" % number for number in range(9))
    sites = [b"server {\n", filler, b"    listen 80\n    server_name a.example;\n", filler]
    before = b"".join([*sites, b"    index index.html\n    root /srv;\n", tail and b"# ", tail])
    (tmp_path / "a file.conf").write_bytes(before.replace(b"\n", ending))
    diff = nginxlint(tmp_path, "--diff", "--unsafe-fixes", "a file.conf").stdout
    assert diff.count(b"@@ -") >= 2
    shutil.copy(tmp_path / "a file.conf", tmp_path / "patched.conf")
    subprocess.run(["patch", "--binary", "-s", "patched.conf"], cwd=tmp_path, input=diff, check=True)
    assert nginxlint(tmp_path, "--fix", "--unsafe-fixes", "a file.conf").returncode == 0
    assert (tmp_path / "patched.conf").read_bytes() == (tmp_path / "a file.conf").read_bytes()


def test_standard_input(tmp_path: Path) -> None:
    done = nginxlint(tmp_path, "--fix", "-", stdin=BROKEN + GUESS)
    assert done.stdout == FIXED + GUESS
    assert b"warning[missing-semicolon]" in done.stderr
    assert done.returncode == 1
    done = nginxlint(tmp_path, "--fix", "-", stdin=FIXED)
    assert (done.returncode, done.stdout) == (0, FIXED)
    done = nginxlint(tmp_path, "--diff", "-", "--stdin-filename", "x.conf", stdin=BROKEN)
    assert done.returncode == 1
    assert done.stdout.startswith(b"--- x.conf\n+++ x.conf\n")


@pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal")
def test_a_diff_on_a_terminal_steers_nothing(tmp_path: Path) -> None:
    import pty

    (tmp_path / "a.conf").write_bytes(BROKEN + b"# \x1b]0;evil\x07\x9b31m\n")
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "nginxlint", "--diff", "a.conf"],
        cwd=tmp_path,
        stdout=slave,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(slave)
        shown = b""
        try:
            while part := os.read(master, 65536):
                shown += part
        except OSError:
            pass
        os.close(master)
    assert process.returncode == 1
    assert "evil" in shown.decode()
    assert all(char.isprintable() or char in "\r\n" for char in shown.decode())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="root can become another user")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv")
def test_what_cannot_be_written_is_status_2(folder: Path) -> None:
    """The other file is fixed, and what remains is reported."""
    for path in (folder, *folder.parents):
        if "pytest" in str(path):
            path.chmod(0o755)
    if any(not path.stat().st_mode & 0o001 for path in folder.parents):
        pytest.skip("the test's folder is closed to others")
    other = folder / "other"
    other.mkdir()
    (other / "c.conf").write_bytes(BROKEN)
    os.chown(other, 65534, 65534)
    os.chown(other / "c.conf", 65534, 65534)
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    probe = [*nobody, sys.executable, "-c", "import click, nginxlint.cli.check"]
    if subprocess.run(probe, cwd=folder, capture_output=True, check=False).returncode:
        pytest.skip("others can't run this Python")
    done = subprocess.run(
        [*nobody, sys.executable, "-m", "nginxlint", "--fix", "a.conf", "other/c.conf"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )
    if "No module named" in done.stderr or "denied" in done.stderr.splitlines()[0]:
        pytest.skip("others can't read this Python's packages")
    assert done.returncode == 2
    assert "a.conf: is write-protected; it was not changed" in done.stderr
    assert "missing-semicolon" in done.stdout
    assert (folder / "a.conf").read_bytes() == BROKEN
    assert (other / "c.conf").read_bytes() == FIXED
    assert "Traceback" not in done.stderr
