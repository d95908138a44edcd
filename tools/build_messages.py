"""Write docs/nginx-messages.md from docs/nginx-messages.tsv: what nginx says, and who says it here.

Run it after a line of the table changed: ``python tools/build_messages.py``.
``tests/test_messages.py`` fails if the page is stale.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "docs"
TABLE = FOLDER / "nginx-messages.tsv"
PAGE = FOLDER / "nginx-messages.md"

REASONS = {
    "-machine": "the machine: files, sockets, names to look up, OpenSSL, the kernel",
    "-files": "what stands in another file than the configuration",
    "-built": "how nginx was built, and for which system",
    "-reload": "a comparison with the nginx that runs already",
    "-command": "the command line",
    "-memory": "memory that ran out",
    "-notice": "no complaint",
}
"""Why a message can't come from reading the configuration."""


class Message(NamedTuple):
    """A line of the table: ``answer`` is a rule's id or a key of ``REASONS``."""

    part: str
    level: str
    message: str
    function: str
    when: str
    releases: str
    answer: str


def messages() -> list[Message]:
    """The lines of the table."""
    _, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [Message(*line.split("\t")) for line in lines]


def page(lines: list[Message]) -> str:
    """The text of docs/nginx-messages.md."""
    rules = [line for line in lines if line.answer not in REASONS]
    counts = Counter(line.answer for line in lines if line.answer in REASONS)
    out = [
        "# What nginx says, and which rule says it",
        "",
        f"nginx has {len(lines)} messages for a configuration that it refuses or questions (1.14.0 to",
        f"1.31.5). Rules report {len(rules)} of them without nginx. The others are about something that the",
        "text of a configuration does not tell:",
        "",
        *(f"- {counts[key]}: {reason}" for key, reason in REASONS.items()),
        "",
        "`part` is a text that another message prints. The checks of the machine (`--host`) find much of",
        "what the first two are about: missing files, certificates that don't fit, ports in use.",
    ]
    part = ""
    for line in lines:
        if line.part != part:
            part = line.part
            out += [
                "",
                f"## {part}",
                "",
                "| level | message | when | reported by |",
                "| --- | --- | --- | --- |",
            ]
        when = f"{line.when} ({line.releases})" if line.releases else line.when
        answer = line.answer
        said = REASONS.get(answer, f"[{answer}](rules/{answer}.md)")
        out.append(f"| {line.level} | `{_cell(line.message)}` | {_cell(when)} | {said} |")
    return "\n".join(out) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(page(messages()), encoding="utf-8")
