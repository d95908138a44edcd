"""Folders and log files that several directives use (ngx_add_path, ngx_http_log_set_log)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.kept import kept
from nginxlint.config.known import from_template
from nginxlint.nginx.paths import PATHS, is_relative, path_argument
from nginxlint.nginx.values import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.nginx.paths import Base
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

_FAMILIES = ("proxy", "fastcgi", "uwsgi", "scgi")
_CACHES = tuple(f"{family}_cache_path" for family in _FAMILIES)
_TEMPORARY = ("client_body_temp_path", *(f"{family}_temp_path" for family in _FAMILIES))


def shared_folders(configuration: Configuration) -> Iterator[tuple[Directive, Directive]]:
    """Directives that use a folder in another way than an earlier one.

    Each cache needs its own folder; temporary files may share one, but with the same levels.
    """
    order = {name: number for number, name in enumerate((*_CACHES, *_TEMPORARY))}
    used: dict[str, tuple[tuple[object, ...], Directive]] = {}
    for directive in configuration.named(*order):
        if not directive.args:
            continue
        path = str(directive.args[0]).rstrip("/")
        levels: tuple[object, ...] = tuple(str(arg) for arg in directive.args[1:])
        use = (id(directive),) if directive.name in _CACHES else levels
        before = used.setdefault(path, (use, directive))
        if before[0] != use:
            yield directive, before[1]


def _buffering(line: Directive) -> tuple[object, ...] | None:
    """How an ``access_log`` is buffered: size, time and compression; ``None`` if it is not."""
    size: int | None = None
    flush: int | None = 0
    level: int | None = 0
    for arg in line.args[2:]:
        if arg.startswith("buffer="):
            size = numbers.size(str(arg)[7:])
        elif arg.startswith("flush="):
            flush = numbers.time(str(arg)[6:])
        elif arg == "gzip" or arg.startswith("gzip="):
            level = numbers.number(str(arg)[5:]) if "=" in arg else 1
            size = size or 64 * 1024
    return None if size is None else (size, flush, level)


def buffered_otherwise(configuration: Configuration) -> Iterator[tuple[Directive, Directive]]:
    """``access_log`` lines that buffer a file in another way than an earlier line does."""
    known: dict[str, tuple[tuple[object, ...], Directive]] = {}
    for line in configuration.named("access_log"):
        if len(line.args) < 3 or "$" in line.args[0]:
            continue
        how = _buffering(line)
        if how is None:
            continue
        before = known.setdefault(str(line.args[0]), (how, line))
        if before[0] != how:
            yield line, before[1]


_CONVENTIONAL = ("include", "load_module", "xslt_stylesheet")

_MARKS = ("~", "%", "@", "__")
_NO_VARIABLES = (*_MARKS, "$", "`")
"""What stands in a path that wants to be expanded; the latter where no variable may stand."""


@kept
def _odd_paths(configuration: Configuration) -> tuple[list[Directive], list[Directive]]:
    """The directives with a path that may want to be expanded, and those with one that is no absolute one.

    All words of a name are looked at together: in thousands of sites there is hardly ever one.
    """
    marked: list[Directive] = []
    relative: list[Directive] = []
    for name, path in PATHS.items():
        lines = [line for line in configuration.by_name.get(name, ()) if line.args]
        text = "\n".join(["", *(line.args[0] for line in lines)])
        marks = [mark for mark in (_MARKS if path.expands else _NO_VARIABLES) if mark in text]
        if marks:
            marked.extend(line for line in lines if any(mark in line.args[0] for mark in marks))
        if name not in _CONVENTIONAL and text.count("\n/") < len(lines):
            relative.extend(line for line in lines if not line.args[0].startswith("/"))
    return marked, relative


class Relative(NamedTuple):
    """The directives whose paths are relative and start from ``base``, but for the conventional ones."""

    base: Base
    lines: list[Directive]


def relative_paths(configuration: Configuration) -> Iterator[Relative]:
    """Relative paths by the folder that they start from; each line of a file once."""
    marked, relative = _odd_paths(configuration)
    strange = {id(line) for line in marked if unexpanded(line) is not None}
    if from_template(configuration, *relative):
        relative = [line for line in relative if not from_template(configuration, line)]
    found: dict[Base, dict[int, Directive]] = {"prefix": {}, "conf": {}}
    bases: dict[tuple[str, str], Base | None] = {}
    for line in relative:
        written = (line.name, line.args[0])
        if written not in bases:
            path = path_argument(*map(str, written))
            bases[written] = path.base if path is not None and is_relative(written[1]) else None
        base = bases[written]
        if base is not None and id(line) not in strange:
            found[base].setdefault(id(line.name), line)
    for base, lines in found.items():
        if lines:
            yield Relative(base, list(lines.values()))


class Unexpanded(NamedTuple):
    """A piece of a path that somebody else would expand: ``kind`` says who."""

    kind: Literal["home", "variable", "command", "placeholder"]
    piece: Token


_TEMPLATES = (".template", ".tmpl", ".tpl", ".stpl", ".j2", ".in", ".erb", ".dist")
"""Endings of files that something fills in."""

_SAMPLES = (*_TEMPLATES, ".example", ".sample")
"""Endings of files in which a name in capitals waits for its value, whoever writes it there."""

_HOME = re.compile(r"~[\w.-]*(?=/|$)")
_PLACEHOLDER = re.compile(
    r"%\(\w+\)s|%[A-Za-z_]\w{2,}%|(?<![A-Za-z0-9])__[A-Z][A-Z0-9_]*?__(?![A-Za-z0-9])|@[A-Z][A-Z0-9_]+@"
)
_COMMAND = re.compile(r"\$\([^)]*\)|`[^`]+`")
_VARIABLE = re.compile(r"\$[A-Za-z_]\w*|\$\{[a-z]\w*\}")


def unexpanded(line: Directive) -> Unexpanded | None:
    """What in the path of a directive nginx takes as it stands, though it is written to be expanded."""
    word = line.args[0]
    path = path_argument(str(line.name), str(word))
    if path is None:
        return None
    at = _HOME.match(word)
    if at is not None:
        return Unexpanded("home", word.slice(*at.span()))
    at = _PLACEHOLDER.search(word)
    if at is not None:
        return Unexpanded("placeholder", word.slice(*at.span()))
    if path.expands:
        return None  # what is no variable there is refused
    at = _COMMAND.search(word)
    if at is not None:
        return Unexpanded("command", word.slice(*at.span()))
    at = _VARIABLE.search(word)
    return None if at is None else Unexpanded("variable", word.slice(*at.span()))


def unexpanded_paths(configuration: Configuration) -> Iterator[tuple[Directive, Unexpanded]]:
    """The paths with such a piece; what a template fills in is none of them."""
    for line in _odd_paths(configuration)[0]:
        found = unexpanded(line)
        if found is None or line.context is None or from_template(configuration, line):
            continue
        if found.kind == "variable" and found.piece.isupper() and line.source.name.endswith(_SAMPLES):
            found = found._replace(kind="placeholder")
        if found.kind != "placeholder" or not line.source.name.endswith(_TEMPLATES):
            yield line, found
