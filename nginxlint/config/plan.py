"""From the paths that were given to the configurations they belong to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nginxlint.config.configuration import Configuration, Place
from nginxlint.config.contexts import is_main
from nginxlint.config.given import Request, given_files, is_excluded
from nginxlint.config.known import SITES
from nginxlint.config.library import Library
from nginxlint.config.loader import load
from nginxlint.config.progress import Progress
from nginxlint.files.discover import holds_configuration
from nginxlint.files.dump import DumpFiles, split_dump
from nginxlint.files.names import Names
from nginxlint.files.system import FileSystem, UnreadableError, inside
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.syntax.tokens import Tokens

LIVE_PREFIXES = ("/etc/nginx", "/usr/local/etc/nginx", "/usr/local/nginx/conf", "/opt/homebrew/etc/nginx")
"""Where nginx's packages and its own ``make install`` put nginx.conf."""


class Plan:
    """The configurations to check.

    ``shown`` holds the real paths of the files that findings may be about, ``None`` where all may.
    ``given`` are those of the files that were named or lie in a folder that was. ``failures`` say what
    could not be read. ``live`` is whether the files are this machine's own nginx.
    """

    def __init__(self, files: FileSystem, *, live: bool = False) -> None:
        self.configurations: list[Configuration] = []
        self.shown: set[str] = set()
        self.given: set[str] = set()
        self.failures: list[str] = []
        self.excluded = 0
        self.files = files
        self.live = live


def live_prefix(paths: Iterable[str]) -> str | None:
    """The live nginx prefix that all of ``paths`` lie under, or ``None``."""
    absolute = [os.path.abspath(path) for path in paths]
    for prefix in LIVE_PREFIXES:
        if (
            absolute
            and all(inside(path, prefix) for path in absolute)
            and os.path.isfile(os.path.join(prefix, "nginx.conf"))
        ):
            return prefix
    return None


def repository_of(path: str) -> str | None:
    """The root of the repository that holds a real path, or ``None``."""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    while True:
        if is_repository(folder):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def is_repository(folder: str) -> bool:
    """Whether a folder is the root of a repository."""
    return any(os.path.exists(os.path.join(folder, mark)) for mark in (".git", ".hg", ".svn"))


def boundary(request: Request) -> list[str] | None:
    """The real folders inside which files may be read; ``None`` for no bounds (under a root: all of it)."""
    paths = request.named_paths()
    if request.allow_outside or request.root is not None:
        return None
    if paths and live_prefix(paths) is not None:
        return None
    allowed = []
    for path in [*paths, *([os.path.join(request.cwd, request.main)] if request.main else [])]:
        allowed.append(_around(path))
    return list(dict.fromkeys(allowed)) or [os.path.realpath(request.cwd)]


def _around(path: str) -> str:
    """The repository that holds an absolute path, else its folder.

    What lies behind a link in a repository belongs to that repository: somebody else may have made the link.
    """
    repository = None
    place = ""
    # Not by pathlib: to import it would take longer than all of this.
    for part in os.path.abspath(path).split(os.sep):  # noqa: PTH206
        place = os.path.join(place, part) if place else part + os.sep
        if repository is not None and os.path.islink(place):
            break
        if is_repository(place):
            repository = place
    if repository is not None:
        return os.path.realpath(repository)
    real = os.path.realpath(path)
    return repository_of(real) or (real if os.path.isdir(real) else os.path.dirname(real))


def make_plan(request: Request, dialect: Dialect, progress: Progress | None = None) -> Plan:
    """Find out what the paths of a request are, and put the configurations together."""
    return _Planner(request, dialect, progress or Progress()).make()


class _Planner:
    def __init__(self, request: Request, dialect: Dialect, progress: Progress) -> None:
        self.request = request
        self.dialect = dialect
        self.allowed = boundary(request)
        self.files = FileSystem(request.root, self.allowed, request.overlay)
        given = {self._absolute(path): path for path in request.paths if path != "-"}
        self.names = Names(self.files, request.cwd, given)
        self.library = Library(self.files, dialect, self._name, progress)
        self.plan = Plan(
            self.files,
            live=request.root is None and live_prefix(request.named_paths()) is not None,
        )
        self.mains: dict[str, Configuration | None] = {}
        self.called: dict[str, str] = {}

    def make(self) -> Plan:
        given = given_files(self.request, self.files)
        self.plan.failures.extend(given.failures)
        self.plan.excluded = given.excluded
        groups = [
            (folder, found)
            for folder, found in given.folders
            if os.path.basename(os.path.realpath(folder)) in SITES
        ]
        self._add_files(given.files, groups)
        if self.request.stdin is not None:
            self._add_stdin(self.request.stdin)
        if self.request.excluded is not None:
            self.plan.shown = {real for real in self.plan.shown if not is_excluded(self.request, real)}
        self.plan.given.update(self.called)
        self.plan.configurations[:0] = [main for main in self.mains.values() if main is not None]
        return self.plan

    # -- names and files ---------------------------------------------------------------------------

    def _absolute(self, path: str) -> str:
        return os.path.abspath(os.path.join(self.request.cwd, path))

    def _fail(self, text: str) -> None:
        if text not in self.plan.failures:
            self.plan.failures.append(text)

    def _machine(self, real: str) -> str:
        path = self.files.machine_path(real)
        assert path is not None
        return path

    def _name(self, path: str) -> str:
        """What to call the file at a machine path: a given file is called as it was given."""
        if self.called:
            try:
                called = self.called.get(self.files.resolve(path))
            except UnreadableError:
                called = None
            if called is not None:
                return called
        return self.names(path)

    def _tokens(self, file: str, real: str, named: bool) -> Tokens | None:
        """The tokens of a given file; a failure is noted if it can't be read."""
        machine = self._machine(file)
        try:
            return self.library.tokens(real, machine)
        except UnreadableError as error:
            if named or error.kind in ("denied", "failed"):
                self._fail(f"{self.names(machine)}: {error.reason}")
            return None

    # -- given files -------------------------------------------------------------------------------

    def _add_files(self, files: dict[str, bool], groups: list[tuple[str, list[str]]]) -> None:
        """Sort given files into configurations; ``files`` says of each whether it was named itself."""
        reals: dict[str, str] = {}
        for file, named in files.items():
            machine = self._machine(file)
            try:
                real = self.files.resolve(machine)
            except UnreadableError as error:
                self._fail(f"{self.names(machine)}: {error.reason}")
                continue
            if real not in self.called:
                self.called[real] = self.names(machine)
                reals[file] = real
            elif named:
                reals.setdefault(file, real)
        if self.request.main is not None:
            if self._main(self._absolute(self.request.main)) is None:
                self._fail(f"{self.request.main}: cannot be read as the main configuration")
        elif self.request.context is None:
            # Whole configurations come first: what they include is read as part of them.
            for file, real in reals.items():
                if files[file] or os.path.basename(file) == "nginx.conf":
                    self._add_if_main(file, real, files[file])
        loose: dict[str, str] = {}
        for file, real in reals.items():
            if self._covered(real):
                self.plan.shown.add(real)
            elif self._is_fragment(file, real, files[file]):
                self.plan.shown.add(real)
                if self.request.main is None and self.request.context is None:
                    self._find_main(file, real)
                if not self._covered(real):
                    loose[file] = real
        for folder, members in groups:
            together = [file for file in members if file in loose]
            if len(together) > 1 and self._main_above(folder) is None:
                for file in self._add_fragments(together, [loose[file] for file in together]):
                    del loose[file]
        for file, real in loose.items():
            self._add_fragments([file], [real], named=files[file])

    def _covered(self, real: str) -> bool:
        return any(main is not None and real in main.loaded for main in self.mains.values())

    def _add_if_main(self, file: str, real: str, named: bool) -> None:
        tokens = self._tokens(file, real, named)
        if tokens is not None and is_main(tokens) and not self._is_dump(tokens):
            main = self._main(file)
            if main is not None:
                self.plan.shown.update(main.loaded)

    def _is_fragment(self, file: str, real: str, named: bool) -> bool:
        """Whether a given file that no configuration holds is to be read by itself; takes dumps and
        whole ones.
        """
        if real in self.plan.shown:
            return False
        tokens = self._tokens(file, real, named)
        if tokens is None:
            return False
        text = tokens.source.text
        if not named and not holds_configuration(file, text, self.dialect.known):
            return False
        if self._is_dump(tokens):
            self._add_dump(tokens.source)
            return False
        if self.request.context is None and self.request.main is None and is_main(tokens):
            self._add_if_main(file, real, named)
            return False
        return True

    @staticmethod
    def _is_dump(tokens: Tokens) -> bool:
        return split_dump(tokens.source.text) is not None

    # -- whole configurations ----------------------------------------------------------------------

    def _main(self, absolute: str) -> Configuration | None:
        """The configuration that a nginx.conf makes; ``None`` if it can't be read or belongs to another."""
        if absolute in self.mains:
            return self.mains[absolute]
        self.mains[absolute] = None
        machine = self.files.machine_path(absolute)
        if machine is None:
            return None
        try:
            real = self.files.resolve(machine)
            if self._covered(real):
                return None
            configuration = Configuration(self.library, self._place(os.path.dirname(machine)))
            configuration.add(self.library.document(real, machine, "main"), "main", real)
        except UnreadableError:
            return None
        self.mains[absolute] = configuration
        return configuration

    def _place(self, folder: str | None) -> Place:
        elsewhere = self.request.root is None and not self.plan.live
        if self.request.prefix is not None:
            folder = self._machine(self._absolute(self.request.prefix))
        return Place(folder, elsewhere, mapped=self.request.path_map)

    def _find_main(self, file: str, real: str) -> None:
        """Read the nginx.conf above a file, if there is one that includes it."""
        for start in dict.fromkeys([os.path.dirname(file), os.path.dirname(real)]):
            main = self._main_above(start)
            if main is not None and real in main.loaded:
                return

    def _main_above(self, folder: str) -> Configuration | None:
        while True:
            path = os.path.join(folder, "nginx.conf")
            if path in self.mains:
                if self.mains[path] is not None:
                    return self.mains[path]
            elif self._holds_main(path):
                return self._main(path)
            parent = os.path.dirname(folder)
            if parent == folder or folder == self.files.root:
                return None
            if self.allowed is not None and not any(
                inside(os.path.realpath(parent), allowed) for allowed in self.allowed
            ):
                return None
            folder = parent

    def _holds_main(self, path: str) -> bool:
        machine = self.files.machine_path(path)
        if machine is None or not self.files.is_file(machine):
            return False
        try:
            return is_main(self.library.tokens(self.files.resolve(machine), machine))
        except UnreadableError:
            return False

    # -- fragments ---------------------------------------------------------------------------------

    def _add_fragments(self, files: Sequence[str], reals: Sequence[str], *, named: bool = False) -> list[str]:
        """Read fragments as one configuration without a main file; of several only those that belong
        into http.

        Gives the files that were read.
        """
        configuration = Configuration(self.library, self._fragment_place(files[0]))
        configuration.is_asked_for = named
        read = []
        for file, real in zip(files, reals, strict=True):
            loaded = self.library.document(real, self._machine(file), self.request.context)
            context = self.request.context or loaded.context
            if len(files) == 1 or context == "http":
                configuration.add(loaded, context, real)
                read.append(file)
        if read:
            self.plan.configurations.append(configuration)
        return read

    def _fragment_place(self, file: str) -> Place:
        main = self._main_above(os.path.dirname(file)) if self.request.prefix is None else None
        return self._place(None) if main is None else main.place

    def _add_stdin(self, data: bytes) -> None:
        name = self.request.stdin_name
        source = Source.from_bytes(name, data)
        if split_dump(source.text) is not None:
            self._add_dump(source)
            return
        if name == "<stdin>":
            self.plan.shown.add(name)
            configuration = Configuration(self.library, self._place(None))
            loaded = load(self.library.put(name, source), self.dialect, self.request.context)
            configuration.add(loaded, self.request.context or loaded.context, name)
            self.plan.configurations.append(configuration)
            return
        # The text stands in for the file of that name, wherever a configuration includes it.
        absolute = self._absolute(name)
        real = self.files.resolve(self._machine(absolute))
        source.path = real
        self.called[real] = name
        self.library.put(real, source)
        self._add_files({absolute: True}, [])

    def _add_dump(self, source: Source) -> None:
        parts = split_dump(source.text)
        assert parts is not None
        files = DumpFiles(parts)
        library = Library(files, self.dialect, lambda path: path)
        main, *_ = parts
        for path, (start, end) in parts.items():
            real = files.resolve(path)
            part = Source(path, source.text[start:end], path=real, encoding=source.encoding)
            library.put(real, part)
            self.plan.shown.add(real)
        configuration = Configuration(library, Place(os.path.dirname(main)))
        real = files.resolve(main)
        configuration.add(library.document(real, main, "main"), "main", real)
        self.plan.configurations.append(configuration)
