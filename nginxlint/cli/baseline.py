"""``nginxlint baseline``: remember the findings that there are, so that only new ones are reported."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import click

from nginxlint.cli.errors import CommandError, plain
from nginxlint.cli.narrowing import compare, read_baseline, stale_entries, write_baseline
from nginxlint.cli.options import settings_options, surroundings_options
from nginxlint.lint.baseline import BaselineError, load

if TYPE_CHECKING:
    from nginxlint.cli.options import Around
    from nginxlint.cli.settling import Settled, Wanted


@click.command("baseline", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--baseline",
    "file",
    type=click.Path(),
    metavar="FILE",
    help="Where to write it.  [default: what the settings say, else .nginxlint-baseline.json beside them]",
)
@click.option("--prune", is_flag=True, help="Add nothing: only take out what no longer occurs.")
@settings_options
@surroundings_options
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    file: str | None,
    prune: bool,
    wanted: Wanted,
    around: Around,
) -> None:
    """Write down all findings of PATH, so that `nginxlint check --baseline FILE` reports only new ones.

    Entries survive changes elsewhere in their files. Without a PATH the configuration of this machine's
    nginx is linted.
    """
    gc.disable()
    from nginxlint.cli.prepare import prepare
    from nginxlint.cli.progress import progress
    from nginxlint.lint.baseline import baseline_of
    from nginxlint.lint.run import lint

    request, options, settled = prepare(paths, around, wanted)
    path = file or _usual(settled)
    before = read_baseline(path) if prune else None
    _check_place(path)
    with progress() as shown:
        outcome, plan = lint(request, options, shown)
    for failure in outcome.failures:
        click.echo(f"nginxlint: {plain(failure.message)}", err=True)
    if outcome.failures:
        # A baseline of half a run would call the other half new.
        click.echo(f"nginxlint: {plain(path)} was not written", err=True)
        context.exit(2)
    folder = os.path.dirname(os.path.abspath(path))
    if before is not None:
        split = compare(before, outcome.findings, request.cwd)
        stale = stale_entries(split, before, plan, options, outcome.silenced)
        write_baseline(path, before.without(stale))
        click.echo(f"Took {_count(sum(stale.values()), 'entry', 'entries')} out of {plain(path)}.")
        return
    write_baseline(path, baseline_of(outcome.findings, folder, request.cwd))
    findings = _count(len(outcome.findings), "finding", "findings")
    click.echo(f"Wrote {findings} in {_count(outcome.files, 'file', 'files')} to {plain(path)}.")
    if settled.choices is None or settled.choices.baseline is None:
        click.echo(
            f'Use it with --baseline {plain(path)}, or `baseline = "{_name(path)}"` in .nginxlint.toml.'
        )


def _usual(settled: Settled) -> str:
    """Where the baseline lies: as the settings say, else beside them, else in the working folder."""
    from nginxlint.lint.baseline import FILE

    if settled.choices is not None and settled.choices.baseline is not None:
        return os.path.relpath(settled.choices.baseline)
    folder = settled.layers[0].folder if settled.layers else os.getcwd()
    return os.path.relpath(os.path.join(folder, FILE))


def _check_place(path: str) -> None:
    """Raise ``CommandError`` where something else than a baseline would be lost: settings name any file."""
    if ".git" in os.path.abspath(path).split(os.sep):  # noqa: PTH206
        raise CommandError(f"{path} lies in git's own folder: name another file with --baseline")
    if os.path.isfile(path) and not os.path.islink(path) and os.stat(path).st_size:
        try:
            load(path)
        except BaselineError as error:
            raise CommandError(f"{error}; it is left as it is, name another file with --baseline") from None


def _name(path: str) -> str:
    return plain(os.path.basename(path))


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
