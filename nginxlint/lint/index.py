"""The index of rules: what a run must know of a rule before its module is imported.

``index.json`` lies beside the rules and is written by ``python -m nginxlint.lint.index``. A rule file
that is not in it yet is imported and described on the spot, so that a new rule works at once.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint.lint.finding import Severity
from nginxlint.lint.option import OptionSpec
from nginxlint.lint.registration import API_VERSION, CATEGORIES, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

PACKAGE = "nginxlint.rules"
INDEX = "index.json"
_TUPLES = ("references", "directives", "whole")


class RuleEntry(NamedTuple):
    """One rule, without its code.

    ``module`` is what to import, or the path of a file from ``--rules-dir``; ``class_name`` the class
    in it. ``directives`` subscribe to directives; ``whole`` is ``None``, or what must occur for the
    rule to see the whole configuration (empty: nothing must); both as in a ``Subscription``. ``options``
    are what settings may choose of it. ``origin`` is the distribution or folder that the rule comes from,
    empty for nginxlint itself.
    """

    id: str
    module: str
    class_name: str
    category: str
    severity: str
    title: str
    default: bool = True
    fix: str = "none"
    host: bool = False
    since: str = "0.1"
    versions: str = "all"
    references: tuple[str, ...] = ()
    directives: tuple[str, ...] = ()
    whole: tuple[str, ...] | None = None
    options: tuple[OptionSpec, ...] = ()
    origin: str = ""

    @property
    def level(self) -> Severity:
        """The severity of its findings unless one says otherwise."""
        return Severity[self.severity.upper()]

    def load(self) -> type[Rule]:
        """Import the rule's class."""
        if self.module.endswith(".py"):
            module = _load_file(self.module)
        else:
            module = importlib.import_module(self.module)
        loaded = getattr(module, self.class_name)
        assert isinstance(loaded, type)
        assert issubclass(loaded, Rule)
        return loaded


class RuleError(Exception):
    """A rule file that cannot be used; the message says which and why."""


def describe(rule: type[Rule], module: str, category: str, origin: str = "") -> RuleEntry:
    """The entry of a rule class. Raises ``RuleError`` if it isn't a complete rule."""
    for attribute in ("id", "severity"):
        if not hasattr(rule, attribute):
            raise RuleError(f"{module}: the class {rule.__name__} has no `{attribute}`")
    if category not in CATEGORIES and not origin:
        raise RuleError(f"{module}: `{category}` is not one of the categories")
    if origin and "/" not in rule.id:
        raise RuleError(
            f"{module}: the id `{rule.id}` of a rule from elsewhere needs a prefix, as in `acme/{rule.id}`"
        )
    directives: list[str] = []
    whole: list[str] | None = None
    for _, subscription in rule.subscriptions():
        if subscription.kind == "directive":
            directives.extend(subscription.names)
        elif subscription.kind == "configuration":
            whole = [*(whole or []), *subscription.names] if subscription.names else []
    return RuleEntry(
        id=rule.id,
        module=module,
        class_name=rule.__name__,
        category=category,
        severity=rule.severity.label,
        title=rule.title(),
        default=rule.default,
        fix=rule.fix,
        host=rule.host,
        since=rule.since,
        versions=rule.versions,
        references=rule.references,
        directives=tuple(sorted(set(directives))),
        whole=None if whole is None else tuple(sorted(set(whole))),
        options=tuple(rule.options()),
        origin=origin,
    )


def rules_in(module: ModuleType) -> list[type[Rule]]:
    """The rule classes that a module defines itself."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Rule)
        and value is not Rule
        and value.__module__ == module.__name__
        and not value.__name__.startswith("_")
    ]


def built_in(failures: list[str] | None = None) -> dict[str, RuleEntry]:
    """nginxlint's own rules by id.

    A rule file that is not in the index and can't be imported is named in ``failures``; without such a list
    its error is raised.
    """
    place = folder()
    known = _read(os.path.join(place, INDEX))
    entries: dict[str, RuleEntry] = {}
    by_module: dict[str, list[RuleEntry]] = {}
    for entry in known:
        by_module.setdefault(entry.module, []).append(entry)
    for module, category in _modules(place):
        found = by_module.get(module)
        if found is None:
            try:
                found = _describe_module(module, category)
            except (Exception, SystemExit) as error:
                if failures is None:
                    raise
                failures.append(f"{module} was not loaded: {type(error).__name__}: {error}")
                continue
        for entry in found:
            entries[entry.id] = entry
    return entries


def fresh() -> list[RuleEntry]:
    """The entries of nginxlint's own rules, from their code and not from the index."""
    found = [entry for module, category in _modules(folder()) for entry in _describe_module(module, category)]
    return sorted(found, key=lambda entry: entry.id)


def from_folder(folder: str) -> dict[str, RuleEntry]:
    """The rules of a ``--rules-dir``. Raises ``RuleError``."""
    if not os.path.isdir(folder):
        raise RuleError(f"{folder}: no such folder")
    entries: dict[str, RuleEntry] = {}
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".py") or name.startswith("_"):
            continue
        path = os.path.abspath(os.path.join(folder, name))
        for rule in rules_in(_load_file(path)):
            entry = describe(rule, path, getattr(rule, "category", "semantics"), origin=folder)
            entries[entry.id] = entry
    return entries


def from_packages() -> tuple[dict[str, RuleEntry], list[str]]:
    """The rules of installed packages: entry points of the group ``nginxlint.rules``.

    Only what is installed in the interpreter's own folders is looked at, never the working folder or
    PYTHONPATH. Gives the entries and what could not be loaded, in words.
    """
    folders = [folder for folder in _installation() if _mentions_rules(folder)]
    if not folders:
        return {}, []
    from importlib.metadata import distributions

    entries: dict[str, RuleEntry] = {}
    failures: list[str] = []
    for distribution in distributions(path=folders):
        for point in distribution.entry_points:
            if point.group != PACKAGE:
                continue
            name = distribution.metadata["Name"]
            try:
                module = importlib.import_module(point.module)
                for rule in rules_in(module):
                    entry = describe(rule, point.module, getattr(rule, "category", "semantics"), origin=name)
                    entries[entry.id] = entry
            except (Exception, SystemExit) as error:
                failures.append(f"rules of the package {name} were not loaded: {error}")
    return entries, failures


def _installation() -> list[str]:
    """The folders into which packages are installed for this interpreter."""
    import site

    folders = [*site.getsitepackages(), *sys.path] if hasattr(site, "getsitepackages") else sys.path
    installed = [
        os.path.realpath(folder)
        for folder in folders
        if os.path.basename(folder) in ("site-packages", "dist-packages")
    ]
    return list(dict.fromkeys(installed))


def _mentions_rules(folder: str) -> bool:
    """Whether a package in ``folder`` brings rules; cheaper than importlib.metadata, which most runs
    don't need.
    """
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    for name in names:
        if name.endswith(".dist-info"):
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), encoding="utf-8") as file:
                    if f"[{PACKAGE}]" in file.read():
                        return True
            except (OSError, UnicodeDecodeError):
                continue
    return False


def folder() -> str:
    """The folder that nginxlint's own rules lie in."""
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None
    assert spec.submodule_search_locations
    return next(iter(spec.submodule_search_locations))


def _modules(folder: str) -> Iterator[tuple[str, str]]:
    for category in CATEGORIES:
        path = os.path.join(folder, category)
        if not os.path.isdir(path):
            continue
        for name in sorted(os.listdir(path)):
            if name.endswith(".py") and not name.startswith("_"):
                yield f"{PACKAGE}.{category}.{name[:-3]}", category


def _describe_module(module: str, category: str) -> list[RuleEntry]:
    return [describe(rule, module, category) for rule in rules_in(importlib.import_module(module))]


def _load_file(path: str) -> ModuleType:
    name = "nginxlint_rules_dir_" + os.path.basename(path)[:-3]
    if name in sys.modules and sys.modules[name].__file__ == path:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise RuleError(f"{path}: {type(error).__name__}: {error}") from error
    return module


def _read(path: str) -> list[RuleEntry]:
    try:
        with open(path, encoding="utf-8") as file:
            data: dict[str, Any] = json.load(file)
    except (OSError, ValueError):
        return []
    if data.get("api") != API_VERSION:
        return []
    return [_entry(row) for row in data["rules"]]


def _entry(row: dict[str, Any]) -> RuleEntry:
    row["module"] = f"{PACKAGE}.{row['module']}"
    for name in _TUPLES:
        if name in row:
            row[name] = tuple(row[name])
    if "options" in row:
        row["options"] = tuple(_option(option) for option in row["options"])
    return RuleEntry(**row)


def _option(row: dict[str, Any]) -> OptionSpec:
    return OptionSpec(**{**row, "choices": tuple(row["choices"])})


def dump(entries: Iterable[RuleEntry]) -> str:
    """The text of ``index.json``: of each rule what is not as usual, since every run reads it."""
    usual = RuleEntry._field_defaults
    rows = []
    for entry in entries:
        row = entry._asdict()
        row["module"] = entry.module.removeprefix(PACKAGE + ".")
        row["options"] = tuple(option._asdict() for option in entry.options)
        row = {name: value for name, value in row.items() if name not in usual or value != usual[name]}
        rows.append(json.dumps(row, ensure_ascii=False))
    return '{"api": %d, "rules": [\n%s\n]}\n' % (API_VERSION, ",\n".join(rows))  # noqa: UP031


def main() -> None:
    """Write ``index.json`` anew."""
    text = dump(fresh())
    with open(os.path.join(folder(), INDEX), "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
