"""The fixtures of other linters: is what they mark as bad flagged, and what they mark as good left alone?

    python benchmarks/peers.py ROWS [--peer NAME] [--rule RULE] [--mode MODE] [--list]

ROWS has one JSON object a line, for each of their files (or snippets, as files): ``peer``, ``rule``
(theirs), ``file``, ``expect`` ("flag" or "clean"), ``ours`` (our rules for it: one of them has to fire, or
none), ``mode`` ("hard": must agree, "soft", "off": rules that are off by default, "version", "host",
"none"), ``context`` (the block that its lines stand in), and perhaps ``options`` of their rule. Nothing of
theirs is kept here.

Each file is linted as a fragment (``--context``) and put into a whole nginx.conf: of a fragment a linter
may hold back what only the whole shows. A bad file counts as flagged if one of the two is, a good one as
clean if both are.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from nginxlint.config.contexts import context_of
from nginxlint.config.given import Request
from nginxlint.lint import index
from nginxlint.lint.policy import Policy
from nginxlint.lint.run import Options, lint
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST, Version

RULES = index.built_in()
WHOLE = {
    "main": ("", ""),
    "http": ("events {}\nhttp {\n", "\n}\n"),
    "server": ("events {}\nhttp {\nserver {\n", "\n}\n}\n"),
    "location": ("events {}\nhttp {\nserver {\nlocation / {\n", "\n}\n}\n}\n"),
    "stream": ("events {}\nstream {\n", "\n}\n"),
}
VERSIONS = {
    "overlapping_captures": "1.30.0",
    "unnamed_groups": "1.30.0",
    "nginx-rift": "1.30.0",
    "map-unnamed-capture": "1.30.0",
}
"""The nginx that fixtures of these rules are about."""


class Row(NamedTuple):
    """One fixture of a peer, with what it expects in our terms."""

    peer: str
    rule: str
    file: Path
    expect: str
    ours: tuple[str, ...]
    mode: str
    context: str
    version: str | None
    domains: tuple[str, ...]
    https_only: bool
    setting: str


def read(line: str) -> Row:
    """One line of the rows."""
    told = json.loads(line)
    options = told.get("options") or {}
    version = options.get("version") or VERSIONS.get(told["rule"])
    return Row(
        told["peer"],
        told["rule"],
        Path(told["file"]),
        told["expect"],
        tuple(told["ours"]),
        told["mode"],
        told["context"],
        version,
        tuple(options.get("domains") or ()),
        bool(options.get("https_only")),
        str(options.get("setting") or ""),
    )


def fires(row: Row) -> set[str]:
    """Which of our rules for this row fire on it."""
    found: set[str] = set()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "etc"
        text = row.file.read_bytes()
        if b"include" in text:
            shutil.copytree(row.file.parent, place)
        else:
            place.mkdir()
        fragment = place / row.file.name
        fragment.write_bytes(text)
        before, after = WHOLE.get(row.context, WHOLE["main"])
        if row.context == "main" and b"events" not in text:
            before = "events {}\n"
        whole = place / "nginx.conf"
        whole.write_bytes(before.encode() + text + after.encode())
        found |= _fired(row, fragment, row.context)
        if not all(name in RULES and RULES[name].category == "style" for name in row.ours):
            # Lines that are put around a file change its layout.
            found |= _fired(row, whole, None)
    return found


def _fired(row: Row, path: Path, context: str | None) -> set[str]:
    rules = {name: RULES[name] for name in row.ours if name in RULES}
    options: dict[str, dict[str, Any]] = {}
    if row.domains or row.https_only:
        options["origin-check-bypass"] = {"https-only": row.https_only, "domains": row.domains}
    if row.setting:
        options = {"indentation": {"indent": row.setting}, "line-ending": {"style": row.setting}}
    policy = Policy(options=options)
    inside = None if context in (None, "main") else context_of(str(context))
    request = Request((str(path),), "/", context=inside)
    dialect = Dialect(Version.parse(row.version) if row.version else NEWEST)
    done = lint(request, Options(rules, RULES, dialect, host=False, policy=policy))
    return {one.rule for one in done.outcome.findings} & set(row.ours)


def main() -> int:
    """Print, for each mode and peer's rule, how far we agree."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", type=Path)
    parser.add_argument("--peer")
    parser.add_argument("--rule", help="theirs, or one of ours")
    parser.add_argument("--mode")
    parser.add_argument("--list", action="store_true", help="name the files that differ")
    asked = parser.parse_args()
    rows = [read(line) for line in asked.rows.read_text(encoding="utf-8").splitlines()]
    counts: Counter[tuple[str, str, str, str, bool]] = Counter()
    for row in rows:
        if asked.peer not in (None, row.peer) or asked.mode not in (None, row.mode):
            continue
        if asked.rule is not None and asked.rule != row.rule and asked.rule not in row.ours:
            continue
        if row.mode in ("host", "none"):
            continue
        agrees = bool(fires(row)) == (row.expect == "flag")
        counts[row.mode, row.peer, row.rule, row.expect, agrees] += 1
        if asked.list and not agrees:
            print(f"{row.mode} {row.expect} {row.peer} {row.rule} {row.file}", file=sys.stderr)
    print("| mode | peer | rule | bad flagged | good clean |\n| --- | --- | --- | --- | --- |")
    for mode, peer, rule in sorted({key[:3] for key in counts}):
        print(f"| {mode} | {peer} | {rule} | {_share(counts, mode, peer, rule)} |")
    for mode in sorted({key[0] for key in counts}):
        print(f"| {mode} | all | | {_share(counts, mode)} |")
    return 0


def _share(counts: Counter[tuple[str, str, str, str, bool]], *key: str) -> str:
    def total(expect: str, agrees: bool | None) -> int:
        return sum(
            count
            for one, count in counts.items()
            if one[: len(key)] == key and one[3] == expect and agrees in (None, one[4])
        )

    return " | ".join(f"{total(expect, True)}/{total(expect, None)}" for expect in ("flag", "clean"))


if __name__ == "__main__":
    sys.exit(main())
