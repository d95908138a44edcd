"""``nginxlint rules``: every rule in a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from nginxlint.cli.selection import all_rules
from nginxlint.lint.engine import DOCS_URL
from nginxlint.lint.registration import CATEGORIES

if TYPE_CHECKING:
    from nginxlint.lint.index import RuleEntry


@click.command("rules", context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to list.",
)
@click.option("--category", type=click.Choice(CATEGORIES), help="Only rules of this category.")
@click.option(
    "--severity", type=click.Choice(["error", "warning", "info"]), help="Only rules of this severity."
)
@click.option("--fixable", is_flag=True, help="Only rules whose findings nginxlint can fix.")
@click.option(
    "--default/--not-default",
    default=None,
    help="Only rules that run without being selected, or only the others.",
)
@click.option(
    "--rules-dir", multiple=True, type=click.Path(), metavar="DIR", help="Also list the rules in DIR."
)
def command(
    format_: str,
    category: str | None,
    severity: str | None,
    fixable: bool,
    default: bool | None,
    rules_dir: tuple[str, ...],
) -> None:
    """List all rules."""
    rules, _ = all_rules(rules_dir)
    found = [
        entry
        for entry in sorted(rules.values(), key=lambda entry: (CATEGORIES.index(entry.category), entry.id))
        if (category is None or entry.category == category)
        and (severity is None or entry.severity == severity)
        and (not fixable or entry.fix != "none")
        and (default is None or entry.default == default)
    ]
    if format_ == "json":
        click.echo(json.dumps({"version": 1, "rules": [_row(entry) for entry in found]}, indent=1))
        return
    _table(found)


def _row(entry: RuleEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "category": entry.category,
        "severity": entry.severity,
        "title": entry.title,
        "default": entry.default,
        "fix": entry.fix,
        "needs_host": entry.host,
        "since": entry.since,
        "nginx_versions": entry.versions,
        "origin": entry.origin or "nginxlint",
        "options": [option._asdict() for option in entry.options],
        "url": None if entry.origin else DOCS_URL.format(entry.id),
    }


def _table(entries: list[RuleEntry]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 1000
    styles = {"error": "red", "warning": "yellow", "info": "cyan"}
    widest = max((len(entry.id) for entry in entries), default=0)
    for category in CATEGORIES:
        own = [entry for entry in entries if entry.category == category]
        if not own:
            continue
        console.print(Text(category, style="bold"))
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 1), show_header=False)
        table.add_column(no_wrap=True, min_width=widest)
        table.add_column(no_wrap=True, min_width=7)
        table.add_column()
        for entry in own:
            notes = [
                note
                for note, true in (
                    (f"{entry.fix} fix", entry.fix != "none"),
                    ("needs the machine", entry.host),
                    ("off by default", not entry.default),
                )
                if true
            ]
            title = Text(entry.title)
            if notes:
                title.append(f" ({', '.join(notes)})", style="dim")
            table.add_row(entry.id, Text(entry.severity, style=styles[entry.severity]), title)
        if console.is_terminal:
            console.print(table)
        else:
            with console.capture() as lines:
                console.print(table)
            click.echo("\n".join(line.rstrip() for line in lines.get().splitlines()))
        console.print()
    console.print(f"{len(entries)} rules. `nginxlint explain RULE` says more of one.")
