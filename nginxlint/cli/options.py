"""Options that several commands have in common."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from nginxlint.cli.settling import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., None]

_SETTINGS = (
    click.option("--config", type=click.Path(), metavar="FILE", help="The settings file.  [default: the nearest .nginxlint.toml, or pyproject.toml with tool.nginxlint, from the files upwards]"),
    click.option("--no-config", is_flag=True, help="Use no settings file."),
    click.option("--profile", type=click.Choice(("minimal", "recommended", "strict", "all")), help="Which rules run: what breaks the site; the usual ones; also policy; every one.  [default: recommended]"),
    click.option("--select", multiple=True, metavar="RULE,...", help="Run these rules or categories only; `all` is every rule."),
    click.option("--extend-select", multiple=True, metavar="RULE,...", help="Run these rules or categories too."),
    click.option("--ignore", multiple=True, metavar="RULE,...", help="Leave these rules or categories out."),
    click.option("--severity", multiple=True, metavar="RULE=LEVEL,...", help="Give the findings of a rule another severity: server-tokens-on=info"),
)  # fmt: skip


def settings_options(command: Command) -> Command:
    """Give a command the options that choose rules and settings, together as its argument ``wanted``."""

    @wraps(command)
    def called(*args: Any, **values: Any) -> None:
        chosen = {name: values.pop(name) for name in Wanted._fields}
        command(*args, wanted=Wanted(**chosen), **values)

    for option in reversed(_SETTINGS):
        called = option(called)
    return called
