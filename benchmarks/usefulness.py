"""Which findings do deployed configurations get? A sample of them, for people to judge.

    python benchmarks/usefulness.py FOLDER... [--category NAME]... [--seed N] > sample.tsv

FOLDER holds a folder for each repository (OWNER+NAME). Every file that a nginx accepts, alone in its block
or as part of a nginx.conf, counts (parts and logs that only their server has are replaced by empty files for
this); nginxlint is run on each repository as it lies there. Of the warnings of each rule, and of its infos,
at most three are drawn, no two of them in one repository while there are others. Columns: repository, file,
line, rule, severity, message.

What was found when a sample was read is kept in docs/review/.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import cases
import judge

import tools

A_RULE = 3
MISSING_FILES = 40


class Told(NamedTuple):
    """A warning or an info in a file that nginx accepts."""

    repository: str
    file: str
    line: int
    rule: str
    severity: str
    message: str
    category: str


def accepted(folder: Path, scratch: Path) -> set[Path]:
    """The files under a folder that an nginx accepts, each with the configuration it is part of."""
    found: set[Path] = set()
    for nginx in tools.installed_nginx():
        home = scratch / nginx.version
        for item in cases.collect(folder, home, nginx, suffix=""):
            if _is_accepted(nginx, item.folder):
                origin = Path(item.origin)
                found.update([origin] if item.fragment else [p for p in origin.rglob("*") if p.is_file()])
    return found


def _is_accepted(nginx: tools.Nginx, folder: Path) -> bool:
    for _ in range(MISSING_FILES):
        verdict = judge.ask(nginx, folder)
        if verdict.accepted:
            return True
        if verdict.reason is None or not _supplied(verdict.reason.text, folder):
            return False
    return False


def _supplied(reason: str, folder: Path) -> bool:
    """Put an empty file where nginx missed one; whether it missed one."""
    if missing := re.match(r'open\(\) "([^"]+)" failed \(2:', reason):
        path = missing[1]
        for base in (f"{folder}/", "/etc/nginx/"):
            if path.startswith(base):
                packaged = Path("/etc/nginx", Path(path).name)
                place = folder / path.removeprefix(base)
                if place.exists():
                    return False
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(packaged.read_bytes() if packaged.is_file() else b"")
                return True
        return _replaced(folder, re.escape(path), "/dev/null")
    if module := re.match(r'dlopen\(\) "([^"]+)" failed', reason):
        return _replaced(folder, rf"load_module[^;]*{re.escape(Path(module[1]).name)}[\"']?\s*;", "")
    return False


def _replaced(folder: Path, pattern: str, new: str) -> bool:
    found = False
    for path in cases.text_files(folder):
        before = path.read_bytes()
        after = re.sub(pattern.encode(), new.encode(), before)
        if after != before:
            path.write_bytes(after)
            found = True
    return found


def told(command: list[str], folder: Path) -> list[Told]:
    """What nginxlint says of a repository, errors aside."""
    done = subprocess.run(
        [*command, ".", "--no-host", "--no-config", "--format", "json", "--fail-on", "never"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    repository = folder.name.replace("+", "/", 1)
    return [
        Told(
            repository,
            one["file"],
            one.get("line", 0),
            one["rule"],
            one["severity"],
            one["message"],
            one["category"],
        )
        for one in json.loads(done.stdout)["diagnostics"]
        if one["severity"] != "error"
    ]


def sample(found: list[Told], seed: int) -> list[Told]:
    """At most three of each rule and severity, of different repositories where there are."""
    groups: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for one in found:
        groups[one.rule, one.severity].append(one)
    chosen: list[Told] = []
    for (rule, severity), group in groups.items():
        mixed = sorted(group)
        random.Random(f"{seed} {rule} {severity}").shuffle(mixed)
        first = {one.repository: one for one in reversed(mixed)}
        fresh = [one for one in mixed if first[one.repository] is one]
        rest = [one for one in mixed if first[one.repository] is not one]
        chosen.extend([*fresh, *rest][:A_RULE])
    return sorted(chosen, key=lambda one: (one.rule, one.severity, one.repository, one.file, one.line))


def main() -> int:
    """Print a sample."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--category", action="append", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="no sample: everything")
    asked = parser.parse_args()
    command = tools.nginxlint()
    if command is None:
        print("nginxlint is not installed", file=sys.stderr)
        return 2
    found: list[Told] = []
    for folder in asked.folders:
        for repository in sorted(path for path in folder.iterdir() if path.is_dir()):
            here = [
                one
                for one in told(command, repository)
                if not asked.category or one.category in asked.category
            ]
            if not here:
                continue
            with tempfile.TemporaryDirectory() as scratch:
                fine = accepted(repository, Path(scratch))
            found.extend(one for one in here if repository / one.file in fine)
    print(*Told._fields[:-1], sep="\t")
    for one in found if asked.all else sample(found, asked.seed):
        print(*one[:-1], sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
