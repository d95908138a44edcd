"""Settings of a run: the settings file of the linted paths and what the command line says instead."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from nginxlint.cli.errors import CommandError, plain
from nginxlint.cli.selection import words
from nginxlint.lint import discovery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nginxlint.config.given import Request
    from nginxlint.lint.discovery import Found
    from nginxlint.lint.finding import Severity
    from nginxlint.lint.index import RuleEntry
    from nginxlint.lint.policy import Choices, Policy
    from nginxlint.lint.settings import Layer, SettingsError
    from nginxlint.nginx.dialect import Dialect


class SettingsProblemsError(CommandError):
    """Settings files that can't be used; a line for each problem."""

    def __init__(self, error: SettingsError, cwd: str) -> None:
        self.lines = [str(problem._replace(file=_relative(problem.file, cwd))) for problem in error.problems]
        super().__init__("; ".join(self.lines))

    def show(self, file: object = None) -> None:
        """Print each problem on a line of standard error."""
        for line in self.lines:
            click.echo(f"nginxlint: {plain(line)}", err=True)


class Wanted(NamedTuple):
    """What the command line says about settings."""

    config: str | None = None
    no_config: bool = False
    profile: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()


class Settled(NamedTuple):
    """What applies to a run. ``choices`` is ``None`` where neither settings nor options choose anything.

    ``layers`` are the settings files, the nearest first; ``rules`` those that run.
    """

    rules: Mapping[str, RuleEntry]
    choices: Choices | None = None
    layers: tuple[Layer, ...] = ()

    @property
    def policy(self) -> Policy | None:
        """How findings are judged."""
        return None if self.choices is None else self.choices.policy

    def request(self, request: Request) -> Request:
        """What is to be linted, with what the settings say of files."""
        choices = self.choices
        if choices is None:
            return request
        excluded = choices.policy.excludes if choices.policy.excluded else None
        return request._replace(path_map=choices.path_map, excluded=excluded)

    def dialect(self, found: Dialect) -> Dialect:
        """The nginx to answer for, with the modules and directives that the settings add."""
        choices = self.choices
        if choices is None or not (choices.modules or choices.directives):
            return found
        from nginxlint.lint.own_directives import extended

        return extended(found, choices.modules, choices.directives)


def settle(
    paths: tuple[str, ...],
    stdin_filename: str | None,
    wanted: Wanted,
    entries: Mapping[str, RuleEntry],
) -> Settled:
    """Find the settings of paths and put them together with the command line.

    Raises ``CommandError``, with all that is wrong in the settings files.
    """
    found = _found([stdin_filename or "." if path == "-" else path for path in paths], wanted)
    severities = _severities(wanted.severity, entries)
    if found is None and not severities and wanted.profile is None and not wanted.extend_select:
        return Settled(_select(wanted, None, entries))
    from nginxlint.lint.policy import Choices, combine

    layers: list[Layer] = []
    choices = Choices()
    if found is not None:
        from nginxlint.lint.settings import SettingsError, load

        cwd = os.getcwd()
        try:
            layers = load(found, folder=cwd if wanted.config else None)
            choices = combine(layers, entries)
        except SettingsError as error:
            raise SettingsProblemsError(error, cwd) from None
    policy = choices.policy._replace(severities={**choices.policy.severities, **severities})
    if wanted.profile is not None and choices.require_reason is None:
        policy = policy._replace(require_reason=wanted.profile == "strict")
    choices = choices._replace(policy=policy)
    return Settled(_select(wanted, choices, entries), choices, tuple(layers))


def by_settings(paths: tuple[str, ...], stdin_filename: str | None, wanted: Wanted) -> list[tuple[str, ...]]:
    """Paths in groups, to each of which one settings file applies, or none."""
    if len(paths) < 2 or wanted.no_config or wanted.config is not None:
        return [paths]
    files: dict[str, Found | None] = {}
    groups: dict[Found | None, list[str]] = {}
    for path in paths:
        absolute = os.path.abspath(stdin_filename or "." if path == "-" else path)
        folder = absolute if os.path.isdir(absolute) else os.path.dirname(absolute)
        if folder not in files:
            files[folder] = discovery.find(folder)
        groups.setdefault(files[folder], []).append(path)
    return [tuple(group) for group in groups.values()]


def _found(paths: list[str], wanted: Wanted) -> Found | None:
    if wanted.no_config:
        return None
    if wanted.config is not None:
        file = os.path.abspath(wanted.config)
        if not os.path.isfile(file):
            raise CommandError(f"--config: {wanted.config}: no such file")
        cwd = os.path.realpath(os.getcwd())
        return discovery.Found(file, discovery.repository(cwd) or cwd)
    by_folder: dict[str, Found | None] = {}
    for path in map(os.path.abspath, paths):
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        if folder not in by_folder:
            by_folder[folder] = discovery.find(folder)
    several = list(dict.fromkeys(by_folder.values()))
    if len(several) > 1:
        cwd = os.getcwd()
        names = " and ".join(
            "no settings file" if one is None else _relative(one.file, cwd) for one in several[:2]
        )
        raise CommandError(
            f"different settings apply to these paths ({names}): "
            "lint them one after another, or choose with --config"
        )
    return several[0] if several else None


def _select(
    wanted: Wanted, choices: Choices | None, entries: Mapping[str, RuleEntry]
) -> dict[str, RuleEntry]:
    """The rules to run. ``--select`` and ``--profile`` go before all that settings say of it."""
    from nginxlint.lint.profiles import rules_named, rules_of

    def named(values: tuple[str, ...]) -> set[str]:
        return {rule for word in words(values) for rule in rules_named(word, entries)}

    try:
        if words(wanted.select):
            rules = named(wanted.select)
        elif wanted.profile is not None or choices is None:
            rules = rules_of(wanted.profile or "recommended", entries)
        else:
            rules = choices.rules(entries)
        rules = (rules | named(wanted.extend_select)) - named(wanted.ignore)
    except LookupError as error:
        raise CommandError(str(error.args[0])) from None
    return {name: entry for name, entry in entries.items() if name in rules}


def _severities(values: tuple[str, ...], entries: Mapping[str, RuleEntry]) -> dict[str, Severity]:
    from nginxlint.lint.finding import Severity
    from nginxlint.lint.profiles import rules_named

    found = {}
    for word in words(values):
        name, _, level = word.partition("=")
        if level not in ("error", "warning", "info"):
            raise CommandError(f"--severity takes RULE=error, RULE=warning or RULE=info, not `{word}`")
        try:
            found.update(dict.fromkeys(rules_named(name, entries), Severity[level.upper()]))
        except LookupError as error:
            raise CommandError(f"--severity: {error.args[0]}") from None
    return found


def _relative(path: str, cwd: str) -> str:
    relative = os.path.relpath(path, cwd)
    return path if relative.startswith("..") else relative
