"""The examples of a rule's page: its fixtures."""

from __future__ import annotations

import json
import os
import re
from typing import NamedTuple

from nginxlint.lint import index

_FIXTURES = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), "fixtures", "rules")
_EXPECT = re.compile(r"[ \t]*#[ \t]*expect(?:-next|-file)?:[^\n]*")
_OPTIONS = re.compile(r"\A# options:[^\n]*\n")
_LINES = 40
"""Lines up to which a fixture is short enough to be an example."""


class Example(NamedTuple):
    """A configuration that breaks a rule (``bad``) or does not."""

    bad: bool
    text: str


def examples(rule: str) -> list[Example]:
    """The shortest bad and the shortest good fixture of a rule, as far as there are any.

    In a checkout they come from ``fixtures/rules``, in an installation from the file that was made of them.
    """
    if os.path.isdir(_FIXTURES):
        return from_fixtures(os.path.join(_FIXTURES, rule))
    with open(os.path.join(index.folder(), "examples.json"), encoding="utf-8") as file:
        found = json.load(file).get(rule, [])
    return [Example(bad, text) for bad, text in found]


def from_fixtures(folder: str) -> list[Example]:
    """The examples that lie in a rule's folder of fixtures."""
    found = []
    for bad, prefixes in ((True, ("bad", "example_bad")), (False, ("good", "example_good"))):
        texts = sorted(
            (text for text in _texts(folder, prefixes)), key=lambda text: (text.count("\n"), len(text), text)
        )
        if texts and texts[0].count("\n") <= _LINES:
            found.append(Example(bad, texts[0]))
    return found


def _texts(folder: str, prefixes: tuple[str, ...]) -> list[str]:
    if not os.path.isdir(folder):
        return []
    texts = []
    for name in sorted(os.listdir(folder)):
        if name.startswith(prefixes) and name.endswith(".conf"):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                texts.append(clean(file.read()))
    return texts


def clean(text: str) -> str:
    """A fixture without the comments that say what a test expects."""
    text = _OPTIONS.sub("", text)
    lines = []
    for line in text.splitlines():
        kept = _EXPECT.sub("", line)
        if kept.strip() or not line.strip():
            lines.append(kept)
    return "\n".join(lines).strip("\n") + "\n"


def main() -> None:
    """Write ``examples.json`` beside the rules, for installations."""
    found = {
        name: [list(example) for example in from_fixtures(os.path.join(_FIXTURES, name))]
        for name in sorted(os.listdir(_FIXTURES))
    }
    path = os.path.join(index.folder(), "examples.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(dump(found))


def dump(found: dict[str, list[list[object]]]) -> str:
    """The text of ``examples.json``."""
    rows = [
        f"{json.dumps(rule)}: {json.dumps(texts, ensure_ascii=False)}"
        for rule, texts in found.items()
        if texts
    ]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    main()
