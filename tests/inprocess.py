"""Runs the command inside the test's process: a tenth of the time of a process of its own."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, NamedTuple

from click.testing import CliRunner

from nginxlint.cli.group import nginxlint

if TYPE_CHECKING:
    from pathlib import Path


class Done(NamedTuple):
    """What a command left: its exit status, what it printed, and what it said on standard error."""

    status: int
    out: str
    err: str

    @property
    def findings(self) -> list[str]:
        """The lines of a concise report without their messages: ``file:line rule``."""
        found = []
        for line in self.out.splitlines():
            place, _, rest = line.partition(": ")
            found.append(f"{':'.join(place.split(':')[:2])} {rest.rpartition('[')[2].rstrip(']')}")
        return found


def command(*arguments: str | Path, cwd: Path, stdin: bytes = b"", **environment: str) -> Done:
    """Run ``nginxlint`` with these arguments in a folder."""
    here = os.getcwd()
    os.chdir(cwd)
    try:
        variables: dict[str, str | None] = dict.fromkeys(
            ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
        )
        done = CliRunner().invoke(
            nginxlint,
            [str(argument) for argument in arguments],
            input=stdin,
            env={**variables, **environment},
            prog_name="nginxlint",
        )
    finally:
        os.chdir(here)
        gc.enable()
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def concise(*arguments: str | Path, cwd: Path) -> Done:
    """Run a check with the report that ``Done.findings`` reads."""
    return command("check", "--format", "concise", *arguments, cwd=cwd)


def tree(folder: Path, files: dict[str, str]) -> Path:
    """Write files, given by their paths, below a folder, which becomes a repository of its own."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
