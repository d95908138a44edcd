"""Which rules run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.cli.errors import CommandError
from nginxlint.lint.profiles import rules_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nginxlint.lint.index import RuleEntry


def words(values: Iterable[str]) -> list[str]:
    """The words of repeatable options that take lists: ``a,b c``."""
    return [word for value in values for word in value.replace(",", " ").split()]


def all_rules(rules_dirs: Iterable[str]) -> tuple[dict[str, RuleEntry], list[str]]:
    """Every rule there is: nginxlint's own, those of installed packages, those of ``--rules-dir``.

    Gives the rules by id and what could not be loaded, in words.
    """
    from nginxlint.lint import index

    failures: list[str] = []
    rules = index.built_in(failures)
    more, problems = index.from_packages()
    rules.update(more)
    failures.extend(problems)
    for folder in rules_dirs:
        try:
            rules.update(index.from_folder(folder))
        except index.RuleError as error:
            raise CommandError(str(error)) from error
    return rules, failures


def select(
    rules: Mapping[str, RuleEntry], selected: Iterable[str], ignored: Iterable[str]
) -> dict[str, RuleEntry]:
    """The rules to run: the default ones, or the selected ones, less the ignored ones.

    Words are rule ids, categories or ``all``. Raises ``CommandError`` for any other.
    """
    chosen = list(selected)
    if chosen:
        wanted = {rule for word in chosen for rule in _named(word, rules)}
    else:
        wanted = {rule for rule, entry in rules.items() if entry.default}
    wanted -= {rule for word in ignored for rule in _named(word, rules)}
    return {rule: entry for rule, entry in rules.items() if rule in wanted}


def _named(word: str, rules: Mapping[str, RuleEntry]) -> set[str]:
    try:
        return rules_named(word, rules)
    except LookupError as error:
        raise CommandError(str(error.args[0])) from None
