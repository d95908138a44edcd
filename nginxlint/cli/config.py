"""``nginxlint config``: what applies to a path and from where, and the schemas."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click

from nginxlint.cli.errors import plain
from nginxlint.cli.options import settings_options
from nginxlint.cli.selection import all_rules
from nginxlint.cli.settling import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.cli.settling import Settled, Wanted
    from nginxlint.lint.settings import Layer


@click.group("config", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Show the settings that apply, or the schemas of nginxlint's files."""


@command.command("show")
@click.argument("path", default=".", metavar="[PATH]")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--rules-dir", multiple=True, type=click.Path(), metavar="DIR", help="Also load rules from DIR."
)
@settings_options
def show(path: str, format_: str, rules_dir: tuple[str, ...], wanted: Wanted) -> None:
    """Show what applies to PATH, and which file and line say so."""
    entries, _ = all_rules(rules_dir)
    settled = settle((path,), None, wanted, entries)
    if format_ == "json":
        click.echo(json.dumps(_data(settled, path), indent=1))
        return
    for line in _lines(settled, path):
        click.echo(plain(line))


@command.command("schema")
@click.argument("which", type=click.Choice(["settings", "report"]), default="settings")
def schema(which: str) -> None:
    """Print the JSON schema of the settings file, or of the JSON report."""
    if which == "report":
        from nginxlint.report.schema import report_schema

        click.echo(json.dumps(report_schema(), indent=1, ensure_ascii=False))
        return
    from nginxlint.lint.index import built_in
    from nginxlint.lint.schema import settings_schema

    click.echo(json.dumps(settings_schema(built_in().values()), indent=1, ensure_ascii=False))


def _given(settled: Settled) -> Iterator[tuple[Layer, str, Any, int | None]]:
    """Every setting with the file and line that it stands in; tables key by key."""
    for layer in settled.layers:
        for name in layer.settings.__struct_fields__:
            key = name.replace("_", "-")
            if key not in layer.given:
                continue
            value = getattr(layer.settings, name)
            if isinstance(value, dict):
                for inner, item in value.items():
                    yield layer, f"{key}.{_key(inner)}", item, layer.line(key, inner)
            else:
                yield layer, key, value, layer.line(key)


def _lines(settled: Settled, path: str) -> Iterator[str]:
    if not settled.layers:
        yield f"# No settings file applies to {path}."
    seen: set[str] = set()
    adding = {"ignore", "extend-select", "exclude", "modules"}
    for layer, key, value, line in _given(settled):
        note = "" if key not in seen or key in adding else "  (replaced)"
        seen.add(key)
        place = _relative(layer.file) + ("" if line is None else f":{line}")
        yield f"{key} = {_shown(value)}  # {place}{note}"
    if settled.layers:
        yield ""
    left_out = _ignored(settled, path)
    yield f"# {len(settled.rules):,} rules run."
    if left_out:
        yield f"# Left out in {path}: {', '.join(left_out)}"
    if settled.policy is not None and settled.policy.excludes(os.path.abspath(path)):
        yield f"# {path} is excluded: it is not linted."


def _ignored(settled: Settled, path: str) -> list[str]:
    if settled.policy is None:
        return []
    absolute = os.path.abspath(path)
    return sorted(settled.policy.ignored_in(path, absolute, os.getcwd()) & set(settled.rules))


def _data(settled: Settled, path: str) -> dict[str, Any]:
    policy = settled.policy
    return {
        "version": 1,
        "path": path,
        "files": [_relative(layer.file) for layer in settled.layers],
        "settings": [
            {"key": key, "value": _plain(value), "file": _relative(layer.file), "line": line}
            for layer, key, value, line in _given(settled)
        ],
        "rules": sorted(settled.rules),
        "ignored_here": _ignored(settled, path),
        "excluded": policy is not None and policy.excludes(os.path.abspath(path)),
    }


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)


def _shown(value: Any) -> str:
    """A value as TOML."""
    match _plain(value):
        case dict() as table:
            return "{ " + ", ".join(f"{_key(key)} = {_shown(item)}" for key, item in table.items()) + " }"
        case list() | tuple() as items:
            return "[" + ", ".join(map(_shown, items)) + "]"
        case other:
            return json.dumps(other, ensure_ascii=False)


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else json.dumps(name)


def _relative(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
