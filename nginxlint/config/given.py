"""The files that paths name: themselves, and those of folders that may be configuration."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.files.discover import candidates, may_be_configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nginxlint.files.system import FileSystem


class Request(NamedTuple):
    """What is to be linted, in which surroundings.

    ``paths`` are real paths as they were given; ``stdin`` is the text given as ``-`` with the name it
    bears. ``root``, ``prefix`` and ``main`` are real paths. ``context`` is where the given files stand.
    ``overlay`` holds, by real path, what to read in the place of a file's contents. ``path_map`` says
    where folders of the server lie here: absolute ones or such as are relative to its prefix, and absolute
    real ones. ``excluded`` says of an absolute path whether the file is left out. ``skip_others``: files
    that are named are passed over if they don't look like configuration, as those of a folder are.
    """

    paths: tuple[str, ...]
    cwd: str
    root: str | None = None
    prefix: str | None = None
    main: str | None = None
    context: str | None = None
    allow_outside: bool = False
    stdin: bytes | None = None
    stdin_name: str = "<stdin>"

    def named_paths(self) -> list[str]:
        """The absolute paths of what is linted, the name that standard input bears included."""
        names = [path for path in self.paths if path != "-"]
        if self.stdin is not None and self.stdin_name != "<stdin>":
            names.append(self.stdin_name)
        return [os.path.abspath(os.path.join(self.cwd, name)) for name in names]

    overlay: Mapping[str, bytes] | None = None
    path_map: tuple[tuple[str, str], ...] = ()
    excluded: Callable[[str], bool] | None = None
    skip_others: bool = False


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
