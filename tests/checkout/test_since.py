"""What is new since a revision, by git, and nothing that was there before."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from inprocess import concise, tree

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

OLD = "server {\n    listen 80;\n    server_name a.example;\n    foo on;\n}\n"


def git(folder: Path, *arguments: str) -> str:
    identity = {
        f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    tree(tmp_path, {"a.conf": OLD, "gone.conf": "events {}\n"})
    (tmp_path / ".git").rmdir()
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    return tmp_path


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


def since(folder: Path, revision: str = "HEAD", *paths: str) -> list[str]:
    done = concise(*(paths or (".",)), "--since", revision, cwd=folder)
    assert done.status in (0, 1), done.err
    return done.findings


def test_nothing_changed(repository: Path) -> None:
    assert since(repository) == []


def test_only_what_a_change_brings(repository: Path) -> None:
    (repository / "a.conf").write_text("# moved\n\n" + OLD.replace("}", "    bar on;\n}"))
    assert since(repository) == ["a.conf:7 unknown-directive"]
    commit(repository)
    assert since(repository) == []
    assert since(repository, "HEAD~1") == ["a.conf:7 unknown-directive"]


def test_files_that_git_does_not_know_yet(repository: Path) -> None:
    (repository / "new.conf").write_text(OLD.replace("foo", "bar"))
    assert since(repository) == ["new.conf:4 unknown-directive"]
    (repository / ".gitignore").write_text("new.conf\n")
    assert since(repository) == []


def test_a_renamed_file_brings_nothing(repository: Path) -> None:
    git(repository, "mv", "a.conf", "b.conf")
    assert since(repository) == []


def test_what_a_deleted_file_leaves_behind(tmp_path: Path) -> None:
    """The finding stands in a file that nobody touched."""
    tree(
        tmp_path,
        {
            "nginx.conf": "events {}\nhttp {\n    include conf.d/*.conf;\n    server_tokens off;\n}\n",
            "conf.d/format.conf": "log_format mine $uri;\n",
            "conf.d/site.conf": "server {\n    listen 80;\n    access_log /var/log/x mine;\n}\n",
        },
    )
    (tmp_path / ".git").rmdir()
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    assert since(tmp_path) == []
    (tmp_path / "conf.d/format.conf").unlink()
    assert since(tmp_path) == ["conf.d/site.conf:3 undefined-log-format"]


def test_what_others_changed_meanwhile_does_not_count(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "feature")
    (repository / "b.conf").write_text("server {\n    listen 81;\n    bar on;\n}\n")
    commit(repository)
    git(repository, "checkout", "-q", "main")
    (repository / "a.conf").write_text(OLD.replace("    foo on;\n", ""))
    commit(repository)
    git(repository, "checkout", "-q", "feature")
    assert since(repository, "main") == ["b.conf:3 unknown-directive"]


def test_a_comment_that_is_taken_away_brings_its_finding_back(repository: Path) -> None:
    hidden = OLD.replace("foo on;", "foo on; # nginxlint: ignore[unknown-directive] ours")
    (repository / "a.conf").write_text(hidden)
    commit(repository)
    (repository / "a.conf").write_text(OLD)
    assert since(repository) == ["a.conf:4 unknown-directive"]


def test_names_that_git_would_quote(repository: Path) -> None:
    name = 'ä "b"\n c.conf'
    (repository / name).write_text(OLD)
    commit(repository)
    (repository / name).write_text("bar on;\n" + OLD)
    found = since(repository)
    assert len(found) == 1
    assert found[0].endswith("unknown-directive")


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "-p", "HEAD:a.conf"])
def test_no_revision(repository: Path, revision: str) -> None:
    done = concise(".", f"--since={revision}", cwd=repository)
    assert done.status == 2
    assert done.err.startswith(f"nginxlint: --since {revision}: ")
    assert not (repository / "x").exists()


def test_no_repository(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text(OLD)
    assert concise(".", "--since", "HEAD", cwd=tmp_path).status == 2


def test_nothing_of_the_repository_is_run(repository: Path) -> None:
    """What a hostile clone could have in its own configuration and attributes."""
    marker = repository / "ran"
    script = repository / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch '{marker}'\n")
    script.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external", "diff.evil.textconv", "diff.evil.command", "core.pager"):
        git(repository, "config", name, str(script))
    (repository / ".gitattributes").write_text("* diff=evil\n")
    (repository / "a.conf").write_text(OLD + "bar on;\n")
    assert since(repository) == ["a.conf:6 unknown-directive"]
    assert not marker.exists()
