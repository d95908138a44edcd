"""``nginxlint explain RULE``: a rule's page."""

from __future__ import annotations

from difflib import get_close_matches

import click

from nginxlint.cli.errors import CommandError
from nginxlint.cli.pages import page
from nginxlint.cli.selection import all_rules

_WIDTH = 88


@click.command("explain", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("rule", metavar="RULE")
@click.option("--rules-dir", multiple=True, type=click.Path(), metavar="DIR", help="Also look in DIR.")
def command(rule: str, rules_dir: tuple[str, ...]) -> None:
    """Say what a rule is about, with examples."""
    rules, _ = all_rules(rules_dir)
    entry = rules.get(rule)
    if entry is None:
        near = get_close_matches(rule, rules, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else "; `nginxlint rules` lists them"
        raise CommandError(f"there is no rule `{rule}`{hint}")
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, _WIDTH)
    text = page(entry)
    if console.is_terminal:
        console.print(Markdown(text, code_theme="ansi_dark"))
    else:
        click.echo(text, nl=False)
