"""The JSON schema of settings files: made of their types and of the rules' options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from nginxlint.lint.registration import CATEGORIES
from nginxlint.lint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.lint.index import RuleEntry
    from nginxlint.lint.option import OptionSpec

URL = "https://raw.githubusercontent.com/nginxlint/nginxlint/main/docs/schemas/settings.json"


def settings_schema(entries: Iterable[RuleEntry]) -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of ``.nginxlint.toml`` and ``[tool.nginxlint]``."""
    rules = sorted(entries, key=lambda entry: entry.id)
    (schema,), parts = msgspec.json.schema_components([Settings], ref_template="#/$defs/{name}")
    del schema
    words = {"enum": ["all", *CATEGORIES, *(rule.id for rule in rules)]}
    parts["RuleName"] = words
    own = parts["Settings"]
    properties = own["properties"]
    for key in ("select", "extend-select", "ignore"):
        _set_items(properties[key], {"$ref": "#/$defs/RuleName"})
    _set_items(properties["per-file-ignores"]["additionalProperties"], {"$ref": "#/$defs/RuleName"})
    properties["rules"] = {
        "type": "object",
        "description": properties["rules"]["description"],
        "additionalProperties": False,
        "properties": {rule.id: _rule(rule) for rule in rules},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": URL,
        "title": "Settings of nginxlint",
        **own,
        "$defs": {name: part for name, part in sorted(parts.items()) if name != "Settings"},
    }


def _set_items(schema: dict[str, Any], items: dict[str, str]) -> None:
    for part in schema.get("anyOf", [schema]):
        if part.get("type") == "array":
            part["items"] = items


def _rule(rule: RuleEntry) -> dict[str, Any]:
    severity = {
        "enum": ["error", "warning", "info"],
        "description": "The severity of its findings, whatever they are otherwise.",
    }
    return {
        "type": "object",
        "description": rule.title,
        "additionalProperties": False,
        "properties": {"severity": severity, **{option.name: _option(option) for option in rule.options}},
    }


def _option(option: OptionSpec) -> dict[str, Any]:
    schema: dict[str, Any]
    if option.kind == "strings":
        schema = {"type": "array", "items": {"type": "string"}}
        if option.choices:
            schema["items"] = {"enum": list(option.choices)}
    elif option.choices:
        schema = {"enum": list(option.choices)}
    else:
        schema = {"type": option.kind}
    if option.least is not None:
        schema["minimum"] = option.least
    if option.most is not None:
        schema["maximum"] = option.most
    return {**schema, "description": option.doc, "default": option.default}
