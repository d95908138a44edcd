"""Dumps made by ``nginx -T``: the files of a configuration, one after the other."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from nginxlint.files.system import FileSystem, _matcher, has_magic, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADER = re.compile(r"^# configuration file (.+):\r?$", re.MULTILINE)


def split_dump(text: str) -> dict[str, tuple[int, int]] | None:
    """Where each file of a dump lies in ``text``: path to (start, end) offsets, in the dump's order.

    ``None`` if ``text`` is no dump. The format is that of ``ngx_dump_config`` in src/core/nginx.c: a line
    ``# configuration file PATH:``, the file's bytes, an empty line.
    """
    first = _HEADER.search(text)
    if first is None:
        return None
    before = [line for line in text[: first.start()].split("\n") if line.strip()]
    # nginx says "the configuration file ... syntax is ok" on standard error; some keep it with 2>&1.
    if not all(line.startswith("nginx:") for line in before):
        return None
    headers = list(_HEADER.finditer(text))
    parts: dict[str, tuple[int, int]] = {}
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        start = min(header.end() + 1, len(text))
        end = len(text) if following is None else following.start()
        path = header[1]
        if path not in parts:
            parts[path] = (start, max(start, end))
    return parts


class DumpFiles(FileSystem):
    """The files of a dump, as if they lay where the dump says. Nothing else can be read."""

    def __init__(self, files: Mapping[str, object]) -> None:
        super().__init__()
        self._files = files

    def resolve(self, path: str) -> str:
        return os.path.normpath(path)

    def read(self, path: str) -> bytes:
        raise unreadable("missing", path)

    def is_file(self, path: str) -> bool:
        return os.path.normpath(path) in self._files

    def is_folder(self, path: str) -> bool:
        folder = path.rstrip("/") + "/"
        return any(name.startswith(folder) for name in self._files)

    def glob(self, pattern: str) -> list[str]:
        parts = os.path.normpath(pattern).split("/")
        found = []
        for name in self._files:
            its = name.split("/")
            if len(its) == len(parts) and all(
                _matcher(part)(got) if has_magic(part) else part == got
                for part, got in zip(parts, its, strict=True)
            ):
                found.append(name)
        return sorted(found, key=os.fsencode)
