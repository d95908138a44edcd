"""Folders and log files that several directives use (ngx_add_path, ngx_http_log_set_log)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
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
