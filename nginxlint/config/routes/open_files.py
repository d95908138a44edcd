"""Whether nginx remembers what files there are (ngx_open_cached_file in src/core/ngx_open_file_cache.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.inherit import value
from nginxlint.config.known import inherits_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


def uncached_tests(configuration: Configuration) -> Iterator[Directive]:
    """The ``try_files`` that look for files on the disk at each request anew, the first of each server."""
    seen: set[int] = set()
    for line in configuration.named("try_files"):
        server = line.within("server")
        if server is None or id(server) in seen or not any(map(_is_file, line.args[:-1])):
            continue
        assert line.parent is not None
        cache = value(configuration, line.parent, "open_file_cache")
        if cache in (None, "off") and inherits_known(configuration, line.parent):
            seen.add(id(server))
            yield line


def _is_file(word: str) -> bool:
    """Whether a word of ``try_files`` is looked for on the disk, and not a name that never exists."""
    return word.startswith(("/", "$")) or "." in word
