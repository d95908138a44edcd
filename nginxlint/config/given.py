"""The files that paths name: themselves, and those of folders that may be configuration."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.files.discover import candidates, may_be_configuration

if TYPE_CHECKING:
    from nginxlint.config.plan import Request
    from nginxlint.files.system import FileSystem


class Given(NamedTuple):
    """What the paths of a request name.

    ``files`` are absolute paths, each with whether it was named itself; ``folders`` those that were named,
    with their files. ``failures`` say in words what isn't there, ``excluded`` counts what the settings
    leave out.
    """

    files: dict[str, bool]
    folders: list[tuple[str, list[str]]]
    failures: list[str]
    excluded: int


def given_files(request: Request, files: FileSystem) -> Given:
    """Find the files that a request names. What they hold is not looked at."""
    named: dict[str, bool] = {}
    folders: list[tuple[str, list[str]]] = []
    failures: list[str] = []
    excluded = 0
    for path in request.paths:
        if path == "-":
            continue
        absolute = os.path.abspath(os.path.join(request.cwd, path))
        if files.machine_path(absolute) is None:
            failures.append(f"{path} lies outside the root {request.root}")
        elif is_excluded(request, absolute):
            excluded += 1
        elif os.path.isdir(absolute):
            try:
                os.listdir(absolute)
            except OSError as error:
                failures.append(f"{path}: {(error.strerror or 'cannot be read').lower()}")
                folders.append((absolute, []))
                continue
            found = list(candidates(absolute))
            kept = [file for file in found if not is_excluded(request, file)]
            excluded += len(found) - len(kept)
            named.update((file, named.get(file, False)) for file in kept)
            folders.append((absolute, kept))
        elif (problem := _problem(absolute)) is not None:
            failures.append(f"{path}: {problem}")
        elif not request.skip_others:
            named[absolute] = True
        elif may_be_configuration(absolute):
            named.setdefault(absolute, False)
    return Given(named, folders, list(dict.fromkeys(failures)), excluded)


def is_excluded(request: Request, absolute: str) -> bool:
    """Whether the settings leave a file out, by its own path or by the one behind a symlink."""
    excluded = request.excluded
    return excluded is not None and (excluded(absolute) or excluded(os.path.realpath(absolute)))


def _problem(path: str) -> str | None:
    """Why a path can't be looked at, ``None`` if something is there."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return "no such file or folder"
    except OSError as error:
        return (error.strerror or "cannot be read").lower()
    return None
