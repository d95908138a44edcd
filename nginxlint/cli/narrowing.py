"""What of a run's findings is reported: not what a baseline or an earlier revision had already."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from nginxlint.cli.errors import CommandError, plain
from nginxlint.lint.finding import Outcome, Silenced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nginxlint.config.given import Request
    from nginxlint.config.plan import Plan
    from nginxlint.lint.baseline import Baseline, Entry, Split
    from nginxlint.lint.finding import Finding
    from nginxlint.lint.run import Options

_SHOWN = 5
"""Stale entries that are named before the rest is counted."""


class Narrowing(NamedTuple):
    """What a command line says about earlier findings."""

    baseline: str | None = None
    prune: bool = False
    since: str | None = None


def narrow(
    outcome: Outcome, plan: Plan | None, request: Request, options: Options, narrowing: Narrowing
) -> Outcome:
    """Take out the findings that were there before; they are counted.

    ``plan`` is that of the run, ``None`` where it is not known which files were checked: then nothing is said
    to be stale. Raises ``CommandError``.
    """
    if narrowing.prune and narrowing.baseline is None:
        raise CommandError("--prune takes entries out of a baseline: name it with --baseline")
    if narrowing.since is not None:
        outcome = _since(outcome, request, options, narrowing.since)
    if narrowing.baseline is not None:
        outcome = _baselined(outcome, plan, request, options, narrowing.baseline, prune=narrowing.prune)
    return outcome


def _hide(outcome: Outcome, new: tuple[Finding, ...], known: tuple[Finding, ...]) -> Outcome:
    return outcome._replace(
        findings=new,
        baselined=outcome.baselined + len(known),
        silenced=(*outcome.silenced, *(Silenced(finding, "baseline") for finding in known)),
    )


# -- baseline --------------------------------------------------------------------------------------


def read_baseline(path: str) -> Baseline:
    """The baseline in a file. Raises ``CommandError``."""
    from nginxlint.lint.baseline import BaselineError, load

    try:
        return load(path)
    except BaselineError as error:
        raise CommandError(str(error)) from None


def write_baseline(path: str, baseline: Baseline) -> None:
    """Write a baseline file. Raises ``CommandError``."""
    from nginxlint.files.create import create

    try:
        create(os.path.abspath(path), baseline.dump().encode())
    except OSError as error:
        raise CommandError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None


def _baselined(
    outcome: Outcome, plan: Plan | None, request: Request, options: Options, path: str, *, prune: bool
) -> Outcome:
    baseline = read_baseline(path)
    split = compare(baseline, outcome.findings, request.cwd)
    stale = {} if plan is None else stale_entries(split, baseline, plan, options, outcome.silenced)
    if stale and prune:
        write_baseline(path, baseline.without(stale))
        click.echo(f"nginxlint: {_count(stale)} taken out of {plain(path)}", err=True)
    elif stale:
        click.echo(
            f"nginxlint: {_count(stale)} of {plain(path)} without a finding now: {plain(_named(stale))}; "
            "`--prune` takes them out",
            err=True,
        )
    return _hide(outcome, split.new, split.known)


def compare(baseline: Baseline, findings: Iterable[Finding], cwd: str) -> Split:
    """Tell the new findings from those of a baseline."""
    return baseline.split(
        findings, cwd, gone=lambda file: not os.path.lexists(os.path.join(baseline.folder, file))
    )


def stale_entries(
    split: Split, baseline: Baseline, plan: Plan, options: Options, silenced: Iterable[Silenced]
) -> dict[Entry, int]:
    """The entries that this run would have used if their findings were still there.

    Those of rules that did not run and of files that were not checked stay.
    """
    checked = {os.path.relpath(real, baseline.folder).replace(os.sep, "/") for real in plan.shown}
    hidden = {(one.finding.rule, one.finding.source.path) for one in silenced}
    return {
        entry: count
        for entry, count in split.stale.items()
        if entry.rule in options.rules
        and (entry.file in checked or not os.path.lexists(os.path.join(baseline.folder, entry.file)))
        and (entry.rule, os.path.join(baseline.folder, entry.file)) not in hidden
        and not (options.rules[entry.rule].host and options.host is not True)
    }


def _count(stale: Mapping[Entry, int]) -> str:
    number = sum(stale.values())
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _named(stale: Mapping[Entry, int]) -> str:
    names = [f"{entry.rule} in {entry.file}" for entry in stale]
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


# -- since a revision ------------------------------------------------------------------------------


def _since(outcome: Outcome, request: Request, options: Options, revision: str) -> Outcome:
    from nginxlint.files.git import GitError, changes

    if request.stdin is not None:
        raise CommandError("--since compares files: it can't be used with `-`")
    overlay: dict[str, bytes] = {}
    folders = dict.fromkeys(
        path if os.path.isdir(path) else os.path.dirname(path)
        for path in map(os.path.realpath, request.named_paths())
    )
    tops: list[str] = []
    for folder in folders:
        if any(folder == top or folder.startswith(top + os.sep) for top in tops):
            continue
        try:
            found = changes(folder, revision)
        except GitError as error:
            raise CommandError(f"--since {revision}: {error}") from None
        from nginxlint.lint.discovery import repository

        tops.append(repository(folder) or folder)
        overlay.update((os.path.realpath(change.path), change.before or b"") for change in found)
    if not overlay:
        return _hide(outcome, (), outcome.findings)
    from nginxlint.lint.baseline import baseline_of
    from nginxlint.lint.run import lint

    before = lint(request._replace(overlay=overlay), options._replace(allow_empty=True)).outcome
    split = compare(baseline_of(before.findings, tops[0], request.cwd), outcome.findings, request.cwd)
    return _hide(outcome, split.new, split.known)
