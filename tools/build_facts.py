"""Make nginxlint's own tables of nginx's directives and variables.

Usage::

    python tools/build_facts.py FACTS_DIR [--out DIR] [--check]

FACTS_DIR holds ``directives.json`` and ``variables.json``, taken from nginx's C sources.
The result is three small text files that :mod:`nginxlint.nginx.facts` and
:mod:`nginxlint.nginx.variables` read:

``releases.txt``
    two lines: the known releases, oldest first, and the version that is not released yet.
``directives.tsv``
    a line of JSON with what the records share (context sets, modules, sources), then a line
    for each directive name: the name, a tab, a JSON list of records. What has its usual
    value is left out; the keys are those of ``RECORD_KEYS``.
``variables.tsv``
    the same for variables.

``--check`` writes nothing and exits with 1 if the files differ from what would be written.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nginxlint.nginx.facts import usual_docs

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).resolve().parent.parent / "nginxlint" / "nginx" / "data"

#: key in the data file -> field of directives.json, for what is copied as it is
RECORD_KEYS = {
    "v": "values",
    "B": "bounds",
    "g": "args",
    "p": "params",
    "t": "param_types",
    "r": "required_params",
    "pp": "plus_params",
    "pv": "plus_values",
    "ps": "plus_since",
    "dp": "deprecated_params",
    "R": "repeat",
    "C": "constraints",
    "d": "default",
    "i": "since",
    "x": "removed",
    "D": "deprecated",
    "h": "changes",
}


def dump(value: object) -> str:
    """Return the shortest JSON for ``value``."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Pool:
    """Numbers for values that many records share."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._index: dict[str, int] = {}

    def index(self, value: Any) -> int:
        """Return the number of ``value``, a new one if it was not seen before."""
        key = dump(value)
        if key not in self._index:
            self._index[key] = len(self.items)
            self.items.append(value)
        return self._index[key]


def arity(entry: dict[str, Any]) -> list[int | None]:
    """Return ``[least, most]`` (most None: any number) or, for a set of counts, its sorted list
    behind a -1."""
    given = entry["arity"]
    if "counts" in given:
        return [-1, *sorted(given["counts"])]
    return [given["min"], given["max"]]


def change(item: dict[str, Any]) -> list[Any]:
    """Return a change as ``[version, field, old]``; the new value is the record's own."""
    old = item["old"]
    if item["field"] == "arity":
        old = arity({"arity": old})
    return [item["version"], item["field"], old]


def directive_record(entry: dict[str, Any], modules: Pool, sources: Pool, contexts: Pool) -> Any:
    """Return the compact record of one entry of directives.json."""
    record: dict[str, Any] = {
        "m": modules.index(entry["module"]),
        "c": contexts.index(sorted(entry["contexts"])),
        "n": arity(entry),
    }
    if entry["source"] != "core":
        record["s"] = sources.index(entry["source"])
    if entry["flag"]:
        record["f"] = 1
    if entry["block"]:
        record["b"] = 1
    if entry["kind"]:
        record["k"] = entry["kind"]
    if entry["once"] is not None:
        record["o"] = int(entry["once"])
    for key, field in RECORD_KEYS.items():
        value = entry.get(field)
        if value in (None, [], {}, ""):
            continue
        record[key] = [change(item) for item in value] if field == "changes" else value
    if entry.get("body"):
        body = dict(entry["body"])
        body.pop("notes", None)
        record["y"] = body
    docs = entry["docs"]
    if docs != usual_docs(entry["name"], entry["module"], entry["source"]):
        record["u"] = docs and docs.removeprefix("https://nginx.org/en/docs/")
    return record


def options(facts: dict[str, Any], modules: Pool) -> list[list[Any]]:
    """Return ``[module, with option, without option]`` for each module."""
    known = facts["modules"]
    return [
        [name, known.get(name, {}).get("with"), known.get(name, {}).get("without")] for name in modules.items
    ]


def grouped(entries: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the entries by name, in the order of the names."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        groups.setdefault(entry["name"], []).append(entry)
    return dict(sorted(groups.items()))


def directives(facts: dict[str, Any]) -> str:
    """Return the text of directives.tsv."""
    modules, sources, contexts = Pool(), Pool(), Pool()
    sources.index("core")
    lines = [
        f"{name}\t{dump([directive_record(e, modules, sources, contexts) for e in entries])}"
        for name, entries in grouped(facts["directives"]).items()
    ]
    header = {
        "modules": options(facts, modules),
        "sources": sources.items,
        "contexts": contexts.items,
    }
    return "\n".join([dump(header), *lines]) + "\n"


def variable_record(entry: dict[str, Any], modules: Pool, sources: Pool) -> Any:
    """Return the compact record of one entry of variables.json."""
    record: dict[str, Any] = {"m": modules.index(entry["module"])}
    if entry["scope"] != "http":
        record["s"] = entry["scope"]
    if entry["source"] != "core":
        record["o"] = sources.index(entry["source"])
    if entry["prefix"]:
        record["p"] = 1
    if entry["settable"]:
        record["w"] = 1
    if entry.get("must_be_set"):
        record["b"] = 1
    if entry.get("internal"):
        record["n"] = 1
    for key, field in (("i", "since"), ("x", "removed"), ("u", "docs")):
        if entry.get(field):
            record[key] = entry[field].removeprefix("https://nginx.org/en/docs/")
    if str(entry.get("docs")).startswith("https://github.com/"):
        del record["u"]  # follows from the source
    return record


def variables(facts: dict[str, Any]) -> str:
    """Return the text of variables.tsv."""
    modules, sources = Pool(), Pool()
    sources.index("core")
    lines = [
        f"{name}\t{dump([variable_record(e, modules, sources) for e in entries])}"
        for name, entries in grouped(facts["variables"]).items()
    ]
    header = {"modules": modules.items, "sources": sources.items}
    return "\n".join([dump(header), *lines]) + "\n"


def build(facts_dir: Path) -> dict[str, str]:
    """Return the text of each data file, by file name.

    Raises OSError or ValueError if FACTS_DIR lacks a file or a file is no JSON.
    """
    table = json.loads((facts_dir / "directives.json").read_text(encoding="utf-8"))
    names = json.loads((facts_dir / "variables.json").read_text(encoding="utf-8"))
    return {
        "releases.txt": f"{' '.join(table['nginx_versions'])}\n{table['unreleased'] or ''}\n",
        "directives.tsv": directives(table),
        "variables.tsv": variables(names),
    }


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("facts", type=Path, metavar="FACTS_DIR")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write to")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 if stale")
    options = parser.parse_args(argv)
    stale = False
    for name, text in build(options.facts).items():
        path = options.out / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale = True
        if options.check:
            print(f"{path} is not what {options.facts} gives", file=sys.stderr)
        else:
            options.out.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{path}: {len(text.encode())} bytes")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
