"""Options that several commands have in common."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from nginxlint.cli.narrowing import Narrowing
from nginxlint.cli.settling import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., None]

_SETTINGS = (
    click.option(
        "--config",
        type=click.Path(),
        metavar="FILE",
        help="The settings file.  [default: the nearest .nginxlint.toml or pyproject.toml upwards]",
    ),
    click.option("--no-config", is_flag=True, help="Use no settings file."),
    click.option(
        "--profile",
        type=click.Choice(("minimal", "recommended", "strict", "all")),
        help="Which rules run.  [default: recommended]",
    ),
    click.option(
        "--select",
        multiple=True,
        metavar="RULE,...",
        help="Run these rules or categories only; `all` is every rule.",
    ),
    click.option(
        "--extend-select", multiple=True, metavar="RULE,...", help="Run these rules or categories too."
    ),
    click.option("--ignore", multiple=True, metavar="RULE,...", help="Leave these rules or categories out."),
    click.option(
        "--severity",
        multiple=True,
        metavar="RULE=LEVEL,...",
        help="Give the findings of a rule another severity: server-tokens-on=info",
    ),
)


class Around(NamedTuple):
    """In which surroundings files are linted."""

    nginx_version: str | None = None
    host: bool | None = None
    root: str | None = None
    as_user: str | None = None
    connect: bool | None = None
    connect_all: bool = False
    now: str | None = None
    prefix: str | None = None
    main: str | None = None
    context: str | None = None
    stdin_filename: str | None = None
    rules_dir: tuple[str, ...] = ()
    allow_outside: bool = False
    allow_empty: bool = False
    skip_others: bool = False


_AROUND = (
    click.option(
        "--nginx-version",
        metavar="X.Y[.Z]",
        help="Answer for that nginx.  [default: the installed one, else the newest]",
    ),
    click.option(
        "--host/--no-host",
        default=None,
        help="Look at this machine's files, sockets and certificates.  [default: if they are its nginx's]",
    ),
    click.option("--root", type=click.Path(), metavar="DIR", help="The machine's file system is under DIR."),
    click.option(
        "--as-user",
        metavar="USER",
        help="Who nginx's workers run as.  [default: what the configuration says]",
    ),
    click.option(
        "--connect/--no-connect",
        default=None,
        help="Try the unix sockets and loopback ports passed to.  [default: on the live machine]",
    ),
    click.option("--connect-all", is_flag=True, help="Also try the other addresses passed to."),
    click.option(
        "--now",
        metavar="DATE",
        help="Judge certificates as of that day: 2030-01-31 or 2030-01-31T12:00, UTC.",
    ),
    click.option(
        "--prefix", type=click.Path(), metavar="DIR", help="Where relative paths in the configuration start."
    ),
    click.option("--main", type=click.Path(), metavar="FILE", help="The nginx.conf that includes the files."),
    click.option(
        "--context", metavar="NAME,...", help="Read the files as if they were included there: http,server"
    ),
    click.option("--stdin-filename", metavar="NAME", help="The name of what `-` reads."),
    click.option(
        "--rules-dir", multiple=True, type=click.Path(), metavar="DIR", help="Also load rules from DIR."
    ),
    click.option("--allow-outside", is_flag=True, help="Follow includes out of the repository."),
    click.option(
        "--allow-empty", is_flag=True, help="Exit with 0 if there is no configuration in what was given."
    ),
    click.option(
        "--skip-others", is_flag=True, help="Pass over files that are named and are no nginx configuration."
    ),
)


def settings_options(command: Command) -> Command:
    """Give a command the options that choose rules and settings, together as its argument ``wanted``."""
    return _grouped(command, "wanted", Wanted, _SETTINGS)


def surroundings_options(command: Command) -> Command:
    """Give a command the options that say where the files belong, together as its argument ``around``."""
    return _grouped(command, "around", Around, _AROUND)


_NARROWING = (
    click.option(
        "--baseline", type=click.Path(), metavar="FILE", help="Report nothing that FILE holds already."
    ),
    click.option("--prune", is_flag=True, help="Take out of the baseline what no longer occurs."),
    click.option("--since", metavar="REV", help="Report only what is new since that revision of git."),
)


def narrowing_options(command: Command) -> Command:
    """Give a command the options that leave out earlier findings, together as its argument ``narrowing``."""
    return _grouped(command, "narrowing", Narrowing, _NARROWING)


def _grouped(command: Command, name: str, group: Any, options: tuple[Any, ...]) -> Command:
    @wraps(command)
    def called(*args: Any, **values: Any) -> None:
        chosen = {field: values.pop(field) for field in group._fields}
        command(*args, **{name: group(**chosen)}, **values)

    for option in reversed(options):
        called = option(called)
    return called
