"""What git says about the files of a repository. Runs git and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIMEOUT = 120.0
"""Seconds after which git is given up on."""

_FILE_MODES = (b"100644", b"100755")

_OPTIONS = (
    # Nothing that the repository's own configuration names is run.
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "safe.bareRepository=explicit",
    "-c", "core.quotePath=false",
    "--no-pager",
    "--literal-pathspecs",
)  # fmt: skip


class GitError(Exception):
    """Git could not tell; the message says why, in words that go after "…: "."""


class Change(NamedTuple):
    """A file that differs from a revision.

    ``path`` is absolute; ``before`` is what it held then, ``None`` if it was not there. A file that was
    renamed is the new one with the old one's contents.
    """

    path: str
    before: bytes | None


def changes(folder: str, revision: str) -> list[Change]:
    """The files of a repository's working tree that differ from where it left ``revision``.

    That is the last commit which both have, so that what others changed since doesn't count; or the
    revision itself if there is none. Files that git doesn't know yet and doesn't ignore count as new.
    Raises ``GitError``.
    """
    if revision.startswith("-"):
        raise GitError(f"`{revision}` is no revision")
    top = _git(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n")
    commit = _git(
        top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    ).strip()
    with suppress(GitError):
        commit = _git(top, "merge-base", commit.decode(), "HEAD").strip() or commit
    how = ("-z", "--no-abbrev", "-M", "--no-ext-diff", "--no-textconv", "--ignore-submodules")
    raw = _git(top, "diff", "--raw", *how, commit.decode(), "--")
    found: list[tuple[bytes, bytes | None]] = []
    fields = raw.split(b"\0")
    while len(fields) > 1:
        old_mode, new_mode, blob, _, status = fields.pop(0).lstrip(b":").split(b" ")
        path = fields.pop(0)
        if status[:1] in (b"R", b"C"):
            path = fields.pop(0)
        if old_mode in _FILE_MODES:
            found.append((path, blob))
        elif new_mode in _FILE_MODES:
            found.append((path, None))
    others = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    found.extend((path, None) for path in others.split(b"\0") if path)
    contents = _blobs(top, [blob for _, blob in found if blob is not None])
    return [
        Change(os.path.join(top, os.fsdecode(path)), None if blob is None else contents[blob])
        for path, blob in found
    ]


def _blobs(top: str, names: Sequence[bytes]) -> dict[bytes, bytes]:
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    output = _git(top, "cat-file", "--batch", stdin=b"\n".join(wanted) + b"\n")
    found = {}
    at = 0
    for name in wanted:
        end = output.index(b"\n", at)
        header = output[at:end].split(b" ")
        if len(header) != 3:
            raise GitError(
                f"git does not have the object {name.decode('ascii', 'replace')}: fetch more history"
            )
        size = int(header[2])
        found[name] = output[end + 1 : end + 1 + size]
        at = end + 2 + size
    return found


def _git(folder: str, *arguments: str, stdin: bytes = b"") -> bytes:
    program = shutil.which("git")
    if program is None:
        raise GitError("git is not installed")
    real = os.path.realpath(program)
    if real.startswith(os.path.realpath(folder).rstrip(os.sep) + os.sep):
        raise GitError("the git that would run lies in the folder that is linted")
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER"):
        environment.pop(name, None)
    try:
        done = subprocess.run(  # noqa: S603
            [real, "-C", folder, *_OPTIONS, *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=_TIMEOUT,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise GitError(f"git could not be run: {error}") from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().split("\n")
        raise GitError(lines[-1].removeprefix("fatal: ") or "there is no such revision")
    return done.stdout
