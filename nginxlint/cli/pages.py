"""A rule's page in Markdown: made of its docstring and its fixtures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from nginxlint.cli.examples import examples

if TYPE_CHECKING:
    from nginxlint.lint.index import RuleEntry

_FIX = {
    "safe": "yes, with `--fix`",
    "unsafe": "yes, with `--fix --unsafe-fixes`: look at the result",
    "none": "no",
}


def page(entry: RuleEntry) -> str:
    """The page of a rule."""
    rule = entry.load()
    facts = [
        f"`{entry.severity}`",
        f"category `{entry.category}`",
        "on by default" if entry.default else "off unless it is selected",
        f"fixable: {_FIX[entry.fix]}",
    ]
    if entry.host:
        facts.append("needs the machine: silent without host checks")
    if entry.versions != "all":
        facts.append(f"nginx {entry.versions}")
    facts.append(f"since nginxlint {entry.since}")
    parts = [f"# {entry.id}", f"**{entry.title}**", "\n".join(f"- {fact}" for fact in facts)]
    parts.append(_unwrap(rule.explanation()))
    if entry.options:
        parts.append(_options(entry))
    for example in examples(entry.id):
        heading = "Wrong" if example.bad else "Right"
        parts.append(f"## {heading}\n\n```nginx\n{example.text}```")
    if entry.references:
        parts.append("## Read more\n\n" + "\n".join(f"- <{url}>" for url in entry.references))
    return "\n\n".join(part for part in parts if part) + "\n"


def _options(entry: RuleEntry) -> str:
    rows = [
        f"- `{option.name}` ({option.wanted()}, default `{json.dumps(option.default)}`): {option.doc}"
        for option in entry.options
    ]
    example = "\n".join(
        f"{option.name} = {json.dumps(option.default, ensure_ascii=False)}" for option in entry.options
    )
    shown = f"```toml\n[rules.{_key(entry.id)}]\n{example}\n```"
    return "## Options\n\nIn the settings file, with their defaults:\n\n" + shown + "\n\n" + "\n".join(rows)


def _key(name: str) -> str:
    """A TOML key: bare where it may be."""
    return name if name.replace("-", "").replace("_", "").isalnum() else json.dumps(name)


def _unwrap(text: str) -> str:
    """Paragraphs on one line each; indented blocks stay as they are."""
    paragraphs = []
    for paragraph in text.split("\n\n"):
        if paragraph.startswith(("    ", "- ", "```", "|")):
            paragraphs.append(paragraph)
        else:
            paragraphs.append(" ".join(line.strip() for line in paragraph.split("\n")))
    return "\n\n".join(paragraphs)
