"""Broken structure: is the place of the mistake found, told once, and mended by the fix?

    python benchmarks/structure.py FOLDER... [--nginx PATH] [--seed N] [--per-item N] [--list]

Makes structural mistakes in the configurations under the folders that nginx accepts, and prints by
kind: how often nginxlint has exactly one structural finding, how often it stands on the line of the
mistake, how often its fix gives the tokens that were meant, and how often nginx's and
crossplane's first message name that line.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import agreement
import cases
import crossplane
import linting
import scan
from structure_mistakes import STRUCTURAL

import tools

if TYPE_CHECKING:
    from cases import Case
    from judge import Verdict
    from linting import Finding

    from tools import Nginx

COLUMNS = (
    "cases",
    "refused",
    "found",
    "exactly one",
    "on the line",
    "mended",
    "nginx",
    "crossplane",
)


def structural(found: list[Finding]) -> list[Finding]:
    """The findings that say the text can't be read as it stands, and warnings of that kind."""
    return [f for f in found if f.category == "syntax" and f.severity != "info"]


def mended(case: Case, found: list[Finding]) -> bool:
    """Whether the fix of the first finding that has one gives the tokens that were meant."""
    wanted = scan.stream(case.mistake.meant)
    for finding in found:
        if finding.edits and all(e.file == case.file for e in finding.edits):
            try:
                return scan.stream(linting.apply(case.mistake.text, finding.edits)) == wanted
            except IndexError:
                return False
    return False


def crossplane_on_line(case: Case) -> bool:
    """Whether the first error of crossplane names the mistake's line."""
    payload = crossplane.parse(str(case.folder / "nginx.conf"), strict=True)
    if not payload["errors"]:
        return False
    first = payload["errors"][0]
    same = Path(first["file"]).resolve() == (case.folder / case.file).resolve()
    return same and first["line"] in case.mistake.fair


def score(case: Case, said: Verdict, found: list[Finding]) -> tuple[Counter[str], str | None]:
    """One case: the columns that it counts in, and a remark if anything is wrong."""
    fair = case.mistake.fair
    wrong = structural(found)
    counts = Counter(
        {
            "cases": 1,
            "refused": int(not said.accepted),
            "found": int(bool(wrong)),
            "exactly one": int(len(wrong) == 1),
            "on the line": int(any(f.file == case.file and f.line in fair for f in wrong)),
            "mended": int(mended(case, wrong)),
            "nginx": int(
                said.reason is not None and said.reason.file == case.file and said.reason.line in fair
            ),
            "crossplane": int(crossplane_on_line(case)),
        }
    )
    lacking = [c for c in ("exactly one", "on the line", "mended") if not counts[c]]
    if not lacking:
        return counts, None
    told = "; ".join(f"{f.file}:{f.line}: {f.message} [{f.rule}]" for f in wrong) or "nothing"
    place = f"{case.item.origin}: {case.mistake.kind} at {case.file}:{case.mistake.line}"
    return counts, f"not {', not '.join(lacking)}: {place}: {told}"


def table(rows: dict[str, Counter[str]]) -> str:
    """The counts as Markdown, in per cent of the cases but for the first two columns."""
    lines = ["| kind | " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    for kind, counts in rows.items():
        cells = [str(counts["cases"]), str(counts["refused"])]
        cells += [f"{100 * counts[c] / counts['cases']:.1f} %" for c in COLUMNS[2:]]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def measure(
    command: list[str], nginx: Nginx, sources: list[Path], seed: int, per_item: int
) -> tuple[dict[str, Counter[str]], list[str]]:
    """The table's rows by kind of mistake, `all` first, and remarks on what went wrong."""
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary).resolve()
        items = [
            item
            for i, source in enumerate(sources)
            for item in cases.collect(source, scratch / f"source{i}", nginx)
        ]
        said = agreement.verdicts(nginx, [item.folder for item in items])
        items = [item for item, verdict in zip(items, said, strict=True) if verdict.accepted]
        clean = linting.lint(command, [item.folder for item in items], nginx.version)
        before = {item.folder: f for item, f in zip(items, clean, strict=True)}
        made = list(cases.spoil(items, STRUCTURAL, scratch / "mistakes", seed, per_item))
        folders = [case.folder for case in made]
        found = linting.lint(command, folders, nginx.version)
        total: Counter[str] = Counter()
        rows: dict[str, Counter[str]] = {}
        remarks = []
        said = agreement.verdicts(nginx, folders)
        for case, verdict, findings in zip(made, said, found, strict=True):
            new = agreement.fresh(findings, before[case.item.folder])
            counts, remark = score(case, verdict, new)
            total += counts
            rows.setdefault(case.mistake.kind, Counter()).update(counts)
            if remark:
                remarks.append(remark)
        return {"all": total, **dict(sorted(rows.items()))}, remarks


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--nginx", metavar="PATH")
    parser.add_argument("--nginxlint", metavar="COMMAND", help="default: the installed one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-item", type=int, default=3, metavar="N")
    parser.add_argument("--list", action="store_true", help="also name every case that went wrong")
    args = parser.parse_args()
    command = args.nginxlint.split() if args.nginxlint else tools.nginxlint()
    if command is None:
        parser.error("nginxlint is not installed")
    judges = [tools.nginx_at(args.nginx)] if args.nginx else tools.installed_nginx()
    if not judges or judges[0] is None:
        parser.error("there is no nginx to ask")
    rows, remarks = measure(command, judges[0], args.folders, args.seed, args.per_item)
    print(f"nginx {judges[0].version}, crossplane {crossplane.__version__}\n\n{table(rows)}")
    if args.list:
        print("", *(f"- {remark}" for remark in remarks), sep="\n")


if __name__ == "__main__":
    main()
