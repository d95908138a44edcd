"""What settings choose for a run: which rules, how severe, with which options, for which files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint.lint.finding import Severity
from nginxlint.lint.globs import Glob, normalized
from nginxlint.lint.profiles import rules_named, rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nginxlint.lint.finding import Finding
    from nginxlint.lint.index import RuleEntry
    from nginxlint.lint.settings import DirectiveSettings, Layer, Problem


class FileIgnore(NamedTuple):
    """Rules that are left out in the files that a pattern means."""

    glob: Glob
    rules: frozenset[str]


class Policy(NamedTuple):
    """How findings are judged.

    ``severities`` and ``options`` are by rule. ``ignored`` are the rules that are left out in some files,
    ``excluded`` the files that are not linted. ``require_reason``: a comment that hides findings must say
    why.
    """

    severities: Mapping[str, Severity] = {}
    options: Mapping[str, Mapping[str, Any]] = {}
    ignored: tuple[FileIgnore, ...] = ()
    excluded: tuple[Glob, ...] = ()
    require_reason: bool = False

    def excludes(self, path: str) -> bool:
        """Whether the file at an absolute path is not to be linted."""
        path = normalized(path)
        return any(glob.matches(path) for glob in self.excluded)

    def judge(self, findings: Iterable[Finding], cwd: str) -> Iterator[Finding]:
        """The findings that remain, with the severities that were chosen."""
        ignored: dict[str, frozenset[str]] = {}
        for finding in findings:
            if self.ignored:
                name = finding.source.name
                if name not in ignored:
                    ignored[name] = self.ignored_in(name, finding.source.path, cwd)
                if finding.rule in ignored[name]:
                    continue
            severity = self.severities.get(finding.rule)
            yield finding if severity is None else finding._replace(severity=severity)

    def ignored_in(self, name: str, real: str | None, cwd: str) -> frozenset[str]:
        """The rules that are left out in a file, by its name relative to ``cwd`` and by its real path."""
        paths = {normalized(os.path.abspath(os.path.join(cwd, name)))}
        paths.update({normalized(os.path.realpath(path)) for path in (real, *paths) if path})
        return frozenset(
            rule
            for glob, rules in self.ignored
            if any(glob.matches(path) for path in paths)
            for rule in rules
        )


class Choices(NamedTuple):
    """What settings files say together, with absolute paths; ``None`` and empty: nothing."""

    profile: str | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    nginx_version: str | None = None
    prefix: str | None = None
    main: str | None = None
    modules: tuple[str, ...] = ()
    directives: Mapping[str, DirectiveSettings] = {}
    path_map: tuple[tuple[str, str], ...] = ()
    baseline: str | None = None
    require_reason: bool | None = None
    indent: int | str | None = None
    policy: Policy = Policy()

    def rules(self, entries: Mapping[str, RuleEntry]) -> set[str]:
        """The ids of the rules that these settings run."""
        if self.select is not None:
            wanted = {rule for word in self.select for rule in rules_named(word, entries)}
        else:
            wanted = rules_of(self.profile or "recommended", entries)
        wanted |= {rule for word in self.extend_select for rule in rules_named(word, entries)}
        return wanted - {rule for word in self.ignore for rule in rules_named(word, entries)}


def combine(layers: list[Layer], entries: Mapping[str, RuleEntry]) -> Choices:
    """Put settings files together: what the nearer one says goes first.

    Single values replace one another, ``profile`` and ``select`` as one; ``ignore``, ``extend-select``,
    ``exclude`` and ``modules`` add up; tables are put together key by key. Raises ``SettingsError`` for
    rules, options and paths that cannot be.
    """
    from nginxlint.lint.settings import SettingsError, named_path

    problems: list[Problem] = []
    for layer in layers:
        problems.extend(_unknown(layer, entries))
    if problems:
        raise SettingsError(problems)

    def first(key: str) -> Any:
        return next(
            (getattr(layer.settings, key) for layer in layers if getattr(layer.settings, key) is not None),
            None,
        )

    def path(key: str) -> str | None:
        for layer in layers:
            value = getattr(layer.settings, key)
            if value is not None:
                return named_path(layer, value, key)
        return None

    def together(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for layer in layers for word in getattr(layer.settings, key)))

    chooser = next((layer for layer in layers if layer.given & {"profile", "select"}), layers[-1])
    ignored: dict[Glob, frozenset[str]] = {}
    mapped: dict[str, str] = {}
    rules: dict[str, dict[str, Any]] = {}
    directives: dict[str, DirectiveSettings] = {}
    for layer in layers:
        folder = normalized(os.path.realpath(layer.folder))
        for pattern, words in layer.settings.per_file_ignores.items():
            names = frozenset(rule for word in words for rule in rules_named(word, entries))
            ignored.setdefault(Glob(folder, pattern), names)
        for server, here in layer.settings.path_map.items():
            mapped.setdefault(server.rstrip("/") or "/", named_path(layer, here, "path-map", server))
        for rule, table in layer.settings.rules.items():
            rules[rule] = {**table, **rules.get(rule, {})}
        for name, directive in layer.settings.directives.items():
            directives.setdefault(name, directive)
    require = first("require_reason")
    indent = next(
        (layer.settings.format.indent for layer in layers if layer.settings.format.indent is not None), None
    )
    if indent is not None:
        # The rules about the layout ask for what `nginxlint format` gives.
        rules["indentation"] = {"indent": str(indent), **rules.get("indentation", {})}
    policy = Policy(
        severities={
            rule: Severity[table["severity"].upper()] for rule, table in rules.items() if "severity" in table
        },
        options={
            rule: {
                key: tuple(value) if isinstance(value, list) else value
                for key, value in table.items()
                if key != "severity"
            }
            for rule, table in rules.items()
        },
        ignored=tuple(FileIgnore(glob, names) for glob, names in ignored.items()),
        excluded=tuple(
            Glob(normalized(os.path.realpath(layer.folder)), pattern)
            for layer in layers
            for pattern in layer.settings.exclude
        ),
        require_reason=chooser.settings.profile == "strict" if require is None else require,
    )
    return Choices(
        profile=chooser.settings.profile,
        select=chooser.settings.select,
        extend_select=together("extend_select"),
        ignore=together("ignore"),
        fail_on=first("fail_on"),
        nginx_version=first("nginx_version"),
        prefix=path("prefix"),
        main=path("main"),
        modules=together("modules"),
        directives=directives,
        path_map=tuple(mapped.items()),
        baseline=path("baseline"),
        require_reason=require,
        indent=indent,
        policy=policy,
    )


def _unknown(layer: Layer, entries: Mapping[str, RuleEntry]) -> Iterator[Problem]:
    """What a settings file says of rules and options that do not exist."""
    from nginxlint.lint.settings import Problem

    settings = layer.settings
    for key, words in (
        ("select", settings.select or ()),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
    ):
        for number, word in enumerate(words):
            message = _no_rule(word, entries)
            if message:
                yield Problem(layer.file, layer.line(key, str(number)), f"`{key}`: {message}")
    for pattern, words in settings.per_file_ignores.items():
        for number, word in enumerate(words):
            message = _no_rule(word, entries)
            if message:
                line = layer.line("per-file-ignores", pattern, str(number))
                yield Problem(layer.file, line, f"`per-file-ignores`: {message}")
    for rule, table in settings.rules.items():
        entry = entries.get(rule)
        if entry is None:
            yield Problem(
                layer.file, layer.line("rules", rule), f"`rules`: {_no_rule(rule, entries, categories=False)}"
            )
            continue
        for name, message in _rule_table(entry, table):
            yield Problem(layer.file, layer.line("rules", rule, name), message)


def _rule_table(entry: RuleEntry, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    from difflib import get_close_matches

    options = {option.name: option for option in entry.options}
    for name, value in table.items():
        if name == "severity":
            if value not in ("error", "warning", "info"):
                shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
                message = f'`rules.{entry.id}.severity` takes one of "error", "warning", "info", not {shown}'
                yield name, f"{message}; to switch the rule off, put it into `ignore`"
        elif name in options:
            problem = options[name].problem(value)
            if problem:
                yield name, f"`rules.{entry.id}.{name}` {problem}"
        else:
            near = get_close_matches(name, [*options, "severity"], n=1)
            if near:
                hint = f"did you mean `{near[0]}`?"
            elif options:
                hint = f"it has severity, {', '.join(options)}"
            else:
                hint = "it has `severity` only"
            yield name, f"the rule {entry.id} has no option `{name}`; {hint}"


def _no_rule(word: str, entries: Mapping[str, RuleEntry], *, categories: bool = True) -> str | None:
    try:
        if categories or word in entries:
            rules_named(word, entries)
            return None
    except LookupError as error:
        return str(error.args[0])
    from difflib import get_close_matches

    near = get_close_matches(word, entries, n=1)
    return f"there is no rule `{word}`" + (
        f"; did you mean `{near[0]}`?" if near else "; `nginxlint rules` lists them"
    )
