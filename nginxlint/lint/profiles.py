"""Which rules a profile, a category or a word of ``--select`` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.lint.registration import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nginxlint.lint.index import RuleEntry

PROFILES = ("minimal", "recommended", "strict", "all")
"""From the fewest rules to all of them; each holds those before it."""


def rules_of(profile: str, rules: Mapping[str, RuleEntry]) -> set[str]:
    """The ids of a profile's rules.

    ``minimal``: what nginx refuses or this machine can't serve. ``recommended``: the rules that are on by
    default. ``strict``: also those that are off because they ask for a policy; taste aside. ``all``: every
    rule.
    """
    match profile:
        case "minimal":
            return {name for name, rule in rules.items() if rule.default and rule.severity == "error"}
        case "recommended":
            return {name for name, rule in rules.items() if rule.default}
        case "strict":
            return {name for name, rule in rules.items() if rule.default or rule.category != "style"}
        case _:
            return set(rules)


def rules_named(word: str, rules: Mapping[str, RuleEntry]) -> set[str]:
    """The ids that a word means: a rule, a category, or ``all``.

    Raises ``LookupError`` for any other, in words.
    """
    if word == "all":
        return set(rules)
    if word in rules:
        return {word}
    if word in CATEGORIES:
        return {name for name, rule in rules.items() if rule.category == word}
    from difflib import get_close_matches

    near = get_close_matches(word, [*rules, *CATEGORIES], n=1)
    hint = f"; did you mean `{near[0]}`?" if near else "; `nginxlint rules` lists them"
    raise LookupError(f"there is no rule or category `{word}`{hint}")
