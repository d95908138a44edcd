"""What others say of our fixtures: nginx itself, crossplane, gixy-ng and gixy-next, beside nginxlint.

    python benchmarks/others.py RULE... [--install]

For each bad fixture of these rules, put into a whole nginx.conf: whether nginx refuses it or warns of it,
and which of its plugins each gixy names on it but not on the good fixture. The table of the README is made
of such lines.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import judge
import peers

import tools

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures" / "rules"
_LINE = re.compile(r"# options:.*?--context (\S+)")


def whole(fixture: Path, folder: Path) -> Path:
    """A nginx.conf in `folder` with the fixture in its place."""
    if fixture.is_dir():
        for path in fixture.rglob("*"):
            if path.is_file():
                place = folder / path.relative_to(fixture)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(path.read_bytes())
        return folder / "nginx.conf"
    text = fixture.read_text(encoding="utf-8")
    before, after = peers.WHOLE[_context(text)]
    main = folder / "nginx.conf"
    main.write_text(before + text + after, encoding="utf-8")
    return main


def _context(text: str) -> str:
    """The block that a fixture's lines stand in: as it says, or as its first directive shows."""
    said = _LINE.search(text)
    if said:
        return said[1].rpartition(",")[2]
    first = re.search(r"^\s*([a-z_]+)\b", text, re.MULTILINE)
    return {"server": "http", "location": "server"}.get(first[1] if first else "", "main")


def plugins(command: list[str], main: Path) -> set[str]:
    """The plugins of a gixy that report something; ``crash`` if it gives no report."""
    done = subprocess.run([*command, "-f", "json", str(main)], capture_output=True, text=True, check=False)
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return {"crash"}
    return {one["plugin"] for one in (told if isinstance(told, list) else told.get("issues", []))}


def nginx_says(main: Path) -> str:
    """What the newest nginx says of a configuration, in a few words."""
    said = judge.ask(tools.installed_nginx()[0], main.parent)
    if said.accepted:
        return "accepts, warns" if said.warnings else "accepts"
    return f"refuses: {said.reason.text[:60]}" if said.reason else "refuses"


def main() -> int:
    """Print a line for each bad fixture of the rules that are named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rules", nargs="+")
    parser.add_argument("--install", action="store_true")
    asked = parser.parse_args()
    gixys = {name: tools.peer(name, ROOT / "build" / "peers", asked.install) for name in tools.PEERS}
    print("| fixture | nginx -t | " + " | ".join(gixys) + " |\n| --- | --- |" + " --- |" * len(gixys))
    for rule in asked.rules:
        for fixture in sorted((FIXTURES / rule).glob("bad*")):
            good = fixture.with_name(fixture.name.replace("bad", "good", 1))
            with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
                bad_main = whole(fixture, Path(one))
                good_main = whole(good if good.exists() else fixture, Path(two))
                cells = [nginx_says(bad_main)]
                for command in gixys.values():
                    if command is None:
                        cells.append("absent")
                        continue
                    fresh = plugins(command, bad_main)
                    if good.exists():
                        fresh -= plugins(command, good_main)
                    cells.append(", ".join(sorted(fresh)) or "nothing")
            print(f"| {rule}/{fixture.name} | " + " | ".join(cells) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
