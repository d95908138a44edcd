"""Settings files: what may stand in one, read strictly.

``.nginxlint.toml``, or ``[tool.nginxlint]`` in a pyproject.toml. Whatever is wrong is said with its line.
A settings file selects: it names no code, and no file outside its repository. Loaded only where there is
such a file.
"""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_type_hints

import msgspec
from msgspec import Meta, Struct, field

from nginxlint.files.system import inside
from nginxlint.lint.discovery import OWN, read
from nginxlint.lint.tomllines import key_lines

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nginxlint.lint.discovery import Found
    from nginxlint.lint.tomllines import Path

MAX_EXTENDS = 8
"""Settings files that extend one another in a row."""

Context = Literal[
    "any", "main", "events", "http", "server", "location", "if-in-server", "if-in-location", "limit_except",
    "upstream", "stream", "stream-server", "stream-upstream", "mail", "mail-server",
]  # fmt: skip
Level = Literal["error", "warning", "info"]
VersionText = Annotated[str, Meta(pattern=r"^\d+\.\d+(\.\d+)?$")]


class DirectiveSettings(Struct, rename="kebab", forbid_unknown_fields=True, frozen=True):
    """A directive that nginxlint doesn't know: of a module of your own, for instance."""

    contexts: Annotated[
        tuple[Context, ...], Meta(min_length=1, description="Where it may stand; `any` is everywhere.")
    ] = ("any",)
    args: Annotated[
        str | int,
        Meta(
            description='How many arguments it takes: `2`, "1-3", "1+" (one or more), "flag" (`on` or `off`).'
        ),
    ] = "0+"
    block: Annotated[
        Context | Literal["none", "raw"],
        Meta(
            description="What stands in its block: directives of that context, or `raw` for lines of its own."
        ),
    ] = "none"
    module: Annotated[str, Meta(description="The module that brings it, for messages.")] = ""

    def counts(self) -> tuple[int, int | None]:
        """The fewest and the most arguments, ``None`` for any number. Raises ``ValueError``."""
        if isinstance(self.args, int):
            least, most = self.args, self.args
        elif self.args == "flag":
            least, most = 1, 1
        elif self.args.endswith("+"):
            return int(self.args[:-1]), None
        else:
            first, _, last = self.args.partition("-")
            least, most = int(first), int(last or first)
        if not 0 <= least <= most:
            raise ValueError(self.args)
        return least, most


class FormatSettings(Struct, rename="kebab", forbid_unknown_fields=True, frozen=True):
    """How `nginxlint format` lays configurations out."""

    indent: Annotated[
        Annotated[int, Meta(ge=1, le=16)] | Literal["tab"] | None,
        Meta(description="Spaces for each block around a line, or `tab`; default 4."),
    ] = None


class Settings(Struct, rename="kebab", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """All that may stand in a settings file. ``None`` and empty: not given."""

    extend: Annotated[
        str | None,
        Meta(description="Another settings file of this repository, which this one adds to and changes."),
    ] = None
    profile: Annotated[
        Literal["minimal", "recommended", "strict", "all"] | None,
        Meta(description="Which rules run: what breaks sites; the usual ones (default); also policy; all."),
    ] = None
    select: Annotated[
        tuple[str, ...] | None, Meta(description="Run these rules or categories, instead of the profile's.")
    ] = None
    extend_select: Annotated[tuple[str, ...], Meta(description="Run these rules or categories too.")] = ()
    ignore: Annotated[tuple[str, ...], Meta(description="Leave these rules or categories out.")] = ()
    fail_on: Annotated[
        Literal["error", "warning", "info", "never"] | None,
        Meta(description="From which severity on the exit status is 1."),
    ] = None
    nginx_version: Annotated[
        VersionText | None,
        Meta(description="The nginx to answer for, as X.Y or X.Y.Z."),
    ] = None
    prefix: Annotated[
        str | None,
        Meta(
            description="The folder where relative paths of the configuration start, relative to this file."
        ),
    ] = None
    main: Annotated[
        str | None, Meta(description="The nginx.conf that includes the linted files, relative to this file.")
    ] = None
    modules: Annotated[
        tuple[str, ...],
        Meta(description="Modules that this nginx has beside nginx's own, such as ngx_http_lua_module."),
    ] = ()
    directives: Annotated[
        dict[str, DirectiveSettings], Meta(description="Directives that nginxlint doesn't know, by name.")
    ] = field(default_factory=dict)
    path_map: Annotated[
        dict[str, str],
        Meta(
            description="Where files of the server lie here: folders there (absolute, or relative to the "
            "prefix) to folders relative to this file."
        ),
    ] = field(default_factory=dict)
    exclude: Annotated[
        tuple[str, ...], Meta(description="Files that are not linted: patterns, relative to this file.")
    ] = ()
    per_file_ignores: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description="Rules or categories left out in some files, by pattern relative to this file."),
    ] = field(default_factory=dict)
    baseline: Annotated[
        str | None,
        Meta(description="The file with the findings that were there before, relative to this file."),
    ] = None
    require_reason: Annotated[
        bool | None,
        Meta(description="Whether comments that hide findings must say why; on in the profile strict."),
    ] = None
    format: Annotated[FormatSettings, Meta(description="How `nginxlint format` lays configurations out.")] = (
        FormatSettings()
    )
    rules: Annotated[
        dict[str, dict[str, Any]],
        Meta(description="Severity and options of rules, by the rule's id."),
    ] = field(default_factory=dict)


KEYS = tuple(item.encode_name for item in msgspec.structs.fields(Settings))
"""The keys of a settings file, in the order of the documentation."""


class Problem(NamedTuple):
    """Something wrong with a settings file: its path, the line if it is known, what is wrong."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


class SettingsError(Exception):
    """A settings file that can't be used; all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Layer(NamedTuple):
    """One settings file: ``settings`` as it says, ``lines`` of its keys, ``given`` the keys in it.

    ``folder`` is what its paths and patterns are relative to, ``inside`` the folder whose files it may name.
    """

    file: str
    folder: str
    inside: str
    settings: Settings
    given: frozenset[str]
    lines: dict[Path, int]

    def line(self, *path: str) -> int | None:
        """The line of a key, or of the nearest table around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return None


def load(found: Found, *, folder: str | None = None) -> list[Layer]:
    """Read a settings file and those it extends; the nearest one first. Raises ``SettingsError``.

    ``folder`` is what its paths are relative to, if not its own folder.
    """
    layers: list[Layer] = []
    file, base = found.file, folder
    if folder is None and not inside(os.path.realpath(file), os.path.realpath(found.inside)):
        raise SettingsError([Problem(file, None, f"is a link that leads out of {found.inside}")])
    while True:
        layer = _read(file, base or os.path.dirname(file), found.inside)
        layers.append(layer)
        extended = layer.settings.extend
        if extended is None:
            return layers
        file = _inside(layer, extended, "extend")
        if any(file == other.file for other in layers) or len(layers) == MAX_EXTENDS:
            raise SettingsError(
                [
                    Problem(
                        layer.file,
                        layer.line("extend"),
                        f"`extend`: {extended} leads back to a file that it extends",
                    )
                ]
            )
        base = None


def _inside(layer: Layer, path: str, *key: str) -> str:
    """The real path of what a settings file names. Raises ``SettingsError`` if it lies outside."""
    real = os.path.realpath(os.path.join(layer.folder, path))
    limit = os.path.realpath(layer.inside)
    if not inside(real, limit):
        raise SettingsError(
            [
                Problem(
                    layer.file,
                    layer.line(*key),
                    f"`{key[0]}`: `{path}` lies outside {limit}; "
                    "a settings file names files of its repository only",
                )
            ]
        )
    return real


def named_path(layer: Layer, path: str, *key: str) -> str:
    """The absolute path that a setting names, which must lie in the repository. Raises ``SettingsError``."""
    _inside(layer, path, *key)
    return os.path.abspath(os.path.join(layer.folder, path))


# -- reading one file ------------------------------------------------------------------------------


def _read(file: str, folder: str, limit: str) -> Layer:
    try:
        text = read(file).decode("utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SettingsError([Problem(file, None, reason)]) from None
    except UnicodeDecodeError as error:
        raise SettingsError([Problem(file, None, f"is not UTF-8: byte {error.start + 1}")]) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([_broken(file, str(error))]) from None
    except RecursionError:
        raise SettingsError([Problem(file, None, "is nested too deep")]) from None
    lines = key_lines(text)
    if os.path.basename(file) != OWN and "tool" in data:
        data = data["tool"].get("nginxlint", {}) if isinstance(data["tool"], dict) else {}
        if not isinstance(data, dict):
            raise SettingsError(
                [Problem(file, lines.get(("tool", "nginxlint")), "`tool.nginxlint` must be a table")]
            )
        lines = {path[2:]: line for path, line in lines.items() if path[:2] == ("tool", "nginxlint")}
    problems: list[Problem] = []
    settings = _decode(
        data, lambda path, message: problems.append(Problem(file, _line(lines, path), message))
    )
    if problems:
        problems.sort(key=lambda problem: problem.line or 0)
        raise SettingsError(problems)
    return Layer(file, folder, limit, settings, frozenset(data), lines)


def _broken(file: str, message: str) -> Problem:
    import re

    match = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if match is None:
        return Problem(file, None, f"is not valid TOML: {message}")
    return Problem(file, int(match[1]), f"is not valid TOML: {message[: match.start()]} in column {match[2]}")


def _line(lines: dict[Path, int], path: Path) -> int | None:
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _decode(data: dict[str, Any], complain: Callable[[Path, str], None]) -> Settings:
    """Take a table key by key, so that one mistake doesn't hide the next."""
    values: dict[str, Any] = {}
    for key, value, hint, name in _fields(Settings, data, (), complain):
        if key == "directives" and isinstance(value, dict):
            values[name] = _directives(value, complain)
        elif key == "format" and isinstance(value, dict):
            values[name] = _format(value, complain)
        elif key == "rules" and isinstance(value, dict):
            values[name] = value
            for rule, table in value.items():
                if not isinstance(table, dict):
                    complain(
                        (key, rule),
                        f"`rules.{rule}` must be a table: write `[rules.{rule}]` and what you choose below",
                    )
            values[name] = {rule: table for rule, table in value.items() if isinstance(table, dict)}
        else:
            converted = _convert(value, hint, (key,), complain)
            if converted is not None:
                values[name] = converted
    return Settings(**values)


def _fields(
    kind: type[Struct], data: dict[str, Any], path: Path, complain: Callable[[Path, str], None]
) -> Iterator[tuple[str, Any, Any, str]]:
    """The keys of a table that ``kind`` knows with value, type and attribute; complains about the others."""
    hints = get_type_hints(kind, include_extras=True)
    names = {item.encode_name: item.name for item in msgspec.structs.fields(kind)}
    for key, value in data.items():
        if key in names:
            yield key, value, hints[names[key]], names[key]
            continue
        near = get_close_matches(key.replace("_", "-"), names, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(names)}"
        complain((*path, key), f"there is no setting `{'.'.join((*path, key))}`; {hint}")


def _directives(data: dict[str, Any], complain: Callable[[Path, str], None]) -> dict[str, DirectiveSettings]:
    found = {}
    for name, table in data.items():
        path = ("directives", name)
        if not isinstance(table, dict):
            complain(path, f"`directives.{name}` must be a table, as in `[directives.{name}]`")
            continue
        values = {}
        for key, value, hint, attribute in _fields(DirectiveSettings, table, path, complain):
            converted = _convert(value, hint, (*path, key), complain)
            if converted is not None:
                values[attribute] = converted
        directive = DirectiveSettings(**values)
        try:
            directive.counts()
        except ValueError:
            complain(
                (*path, "args"),
                f'`directives.{name}.args` takes a number, "1-3", "1+" or "flag", not "{directive.args}"',
            )
            continue
        found[name] = directive
    return found


def _format(data: dict[str, Any], complain: Callable[[Path, str], None]) -> FormatSettings:
    values = {}
    for key, value, hint, attribute in _fields(FormatSettings, data, ("format",), complain):
        if _fits(value, hint):
            values[attribute] = value
        else:
            shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
            complain(
                ("format", key),
                f'`format.{key}` takes a number of spaces from 1 to 16, or "tab", not {shown}',
            )
    return FormatSettings(**values)


def _convert(value: Any, hint: Any, path: Path, complain: Callable[[Path, str], None]) -> Any:
    try:
        return msgspec.convert(value, hint, strict=True)
    except msgspec.ValidationError as error:
        at, message = _explain(value, str(error), hint)
        complain(
            (*path, *at), f"`{'.'.join((*path, *(part for part in at if not part.isdigit())))}` {message}"
        )
        return None


def _explain(value: Any, message: str, hint: Any) -> tuple[Path, str]:
    """Where in a value, and in our words what, msgspec found wrong."""
    import re

    text, _, where = message.partition(" - at `")
    at: list[str] = []
    inner = value
    for name, number in re.findall(r"\.([^.\[\]`]+)|\[(\d+|\.\.\.)\]", where.rstrip("`").removeprefix("$")):
        if number.isdigit() and isinstance(inner, list):
            at.append(number)
            inner = inner[int(number)]
        elif number == "..." and isinstance(inner, dict):
            # msgspec does not say which key of a table; the first with the wrong type is meant.
            key = next((key for key, item in inner.items() if not _fits({"key": item}, hint)), None)
            if key is None:
                break
            at.append(key)
            inner = inner[key]
        elif name:
            break
    choices = _choices(hint)
    if choices and isinstance(inner, (str, int, float)):
        near = get_close_matches(str(inner), choices, n=1)
        listed = ", ".join(f'"{choice}"' for choice in choices)
        tail = f'; did you mean "{near[0]}"?' if near else ""
        shown = f'"{inner}"' if isinstance(inner, str) else str(inner).lower()
        return tuple(at), f"takes one of {listed}, not {shown}{tail}"
    if "regex" in text:
        return tuple(at), f'takes a version such as "1.24.0", not "{inner}"'
    if "length" in text:
        return tuple(at), "must not be empty"
    wanted = re.match(r"Expected `([^`]+)`, got `([^`]+)`", text)
    if wanted is None:
        return tuple(at), f"has a wrong value: {text}"
    words = " or ".join(
        _WORDS.get(word.strip(), word.strip()) for word in wanted[1].split("|") if word.strip() != "null"
    )
    return tuple(at), f"takes {words}, not {_WORDS.get(wanted[2], wanted[2])}"


def _fits(value: Any, hint: Any) -> bool:
    try:
        msgspec.convert(value, hint, strict=True)
    except msgspec.ValidationError:
        return False
    return True


def _choices(hint: Any) -> list[str]:
    """The texts that a type allows, if it allows certain ones only."""
    found: list[str] = []
    for part in getattr(hint, "__args__", ()):
        if isinstance(part, str):
            found.append(part)
        elif part is not str:
            found.extend(_choices(part))
    return list(dict.fromkeys(found))


_WORDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}
