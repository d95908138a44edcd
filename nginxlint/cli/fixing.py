"""``--fix`` and ``--diff``: what was changed, what was not, and the diff."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from nginxlint.cli.errors import CommandError, plain
from nginxlint.cli.selection import select, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nginxlint.lint.finding import Finding
    from nginxlint.lint.fix import Choice, Fixed, FixedFile
    from nginxlint.lint.index import RuleEntry


def choice_of(
    only: tuple[str, ...], rules: Mapping[str, RuleEntry], *, unsafe: bool, included: bool
) -> Choice:
    """The fixes that the options ask for. Raises ``CommandError`` for unknown rules."""
    from nginxlint.lint.fix import Choice

    chosen = words(only)
    wanted = frozenset(select(rules, chosen, ())) if chosen else None
    return Choice(unsafe=unsafe, rules=wanted, included=included)


def check_options(*, fix: bool, diff: bool, unsafe: bool, only: tuple[str, ...]) -> None:
    """Raise ``CommandError`` for options that make no sense together."""
    if fix or diff:
        return
    if only:
        raise CommandError("--fix-only chooses among fixes: give --fix or --diff with it")
    if unsafe:
        click.echo(
            "nginxlint: --unsafe-fixes changes nothing by itself: give --fix or --diff with it",
            err=True,
        )


def say(fixed: Fixed, *, wrote: bool, quiet: bool) -> None:
    """Say on standard error which fixes were applied, taken back and left alone, one line each."""
    verb = "fixed" if wrote else "would fix"
    if not quiet:
        for attempt in fixed.applied:
            fix = attempt.finding.fix
            what = f": {fix.message}" if fix is not None and fix.message else ""
            _line(f"{verb} {_place(attempt.finding)}{what} [{attempt.finding.rule}]")
    for attempt in fixed.refused:
        _line(f"not fixed {_place(attempt.finding)}: {attempt.reason} [{attempt.finding.rule}]")
    if fixed.barred:
        names = list(dict.fromkeys(finding.source.name for finding in fixed.barred))
        some = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
        left = _count(len(fixed.barred), "fix", "fixes")
        _line(f"{left} left out, in files that were not given: {some}")
    for file in fixed.files:
        if file.linked:
            _line(f"{file.name} has further names (hard links): they keep the old text")
    if fixed.files:
        findings = _count(len(fixed.applied), "finding", "findings")
        _line(f"{verb} {findings} in {_count(len(fixed.files), 'file', 'files')}")


def diff_of(files: Iterable[FixedFile]) -> bytes:
    """The changes as a unified diff; made harmless if a terminal shows it."""
    from nginxlint.report.unified import unified

    diff = b"".join(unified(file.name, file.before, file.after, file.kept) for file in files)
    if not sys.stdout.isatty():
        return diff
    from nginxlint.report.visible import visible

    lines = diff.decode("utf-8", "replace").split("\n")
    shown = ("\t".join(map(visible, line.removesuffix("\r").split("\t"))) for line in lines)
    return "\n".join(shown).encode(sys.stdout.encoding or "utf-8", "backslashreplace")


def _line(text: str) -> None:
    click.echo(f"nginxlint: {plain(text)}", err=True)


def _place(finding: Finding) -> str:
    if finding.span is None:
        return finding.source.name
    line, column = finding.span.first
    return f"{finding.source.name}:{line}:{column}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
