"""Write docs/rules: a page for each rule, made of its docstring and fixtures, and an index.

Run it after a rule changed: ``python tools/build_docs.py``. ``tests/test_docs.py`` fails if a page is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nginxlint.cli.pages import page
from nginxlint.lint import index
from nginxlint.lint.registration import CATEGORIES

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"


def pages() -> dict[str, str]:
    """The text of every file of docs/rules by its name."""
    rules = index.built_in()
    found = {f"{rule}.md": page(entry) for rule, entry in rules.items()}
    found["README.md"] = _index(list(rules.values()))
    return found


def _index(entries: list[index.RuleEntry]) -> str:
    lines = [
        "# Rules",
        "",
        f"{len(entries)} rules. `nginxlint explain RULE` shows a page, `nginxlint rules` lists them.",
        "Rules marked *host* ask the machine; those marked *off* run only if they are selected.",
    ]
    for category in CATEGORIES:
        own = sorted((entry for entry in entries if entry.category == category), key=lambda entry: entry.id)
        if not own:
            continue
        lines += [
            "",
            f"## {category}",
            "",
            "| rule | severity | fix | nginx | since | |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for entry in own:
            marks = [mark for mark, true in (("*host*", entry.host), ("*off*", not entry.default)) if true]
            title = entry.title.replace("|", "\\|")
            fix = "" if entry.fix == "none" else entry.fix
            lines.append(
                f"| [{entry.id}]({entry.id}.md) | {entry.severity} | {fix} | "
                f"{entry.versions} | {entry.since} | {' '.join([title, *marks])} |"
            )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the pages, and take away those of rules that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
