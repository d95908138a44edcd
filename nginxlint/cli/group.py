"""The command ``nginxlint`` and its subcommands; without one it is ``check``."""

from __future__ import annotations

from importlib import import_module

import click

from nginxlint import __version__

_COMMANDS = {
    "check": "Lint nginx configurations (the default command).",
    "baseline": "Remember today's findings, so that only new ones are reported.",
    "config": "Show the settings that apply, or the schemas of nginxlint's files.",
    "explain": "Say what a rule is about, with examples.",
    "format": "Lay configurations out: indentation, white space, lines; nothing else changes.",
    "init": "Write a settings file that suits this repository.",
    "rules": "List all rules.",
    "completion": "Print the script that completes commands and options in a shell.",
}


class _Group(click.Group):
    """Loads a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"nginxlint.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # A shell that completes asks with no words for those that may come first.
        asked = ctx.resilient_parsing and not args
        if not asked and (
            not args or (args[0] not in _COMMANDS and args[0] not in ("--help", "-h", "--version"))
        ):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("nginxlint", "[check] [OPTIONS] [PATH]...\nCOMMAND [ARGS]...")


def _say_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"nginxlint {__version__} (crossplane {version('crossplane')})")
    context.exit()


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "`nginxlint PATH` is short for `nginxlint check PATH`; `nginxlint check --help` lists its options. "
        "Exit status: 0 nothing found, 1 findings, 2 it could not do the job."
    ),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Show the version and exit.",
)
def nginxlint() -> None:
    """Find what nginx would reject in a configuration, what it accepts and shouldn't be run, and
    why a site answers 502.
    """
