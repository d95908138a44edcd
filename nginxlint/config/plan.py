"""From the paths that were given to the configurations they belong to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nginxlint.config.configuration import Configuration, Place
from nginxlint.config.contexts import is_main
from nginxlint.config.loader import Loaded, load_tokens
from nginxlint.config.progress import Progress
from nginxlint.files.discover import SITE_FOLDERS, candidates, certain, looks_like_nginx
from nginxlint.files.dump import DumpFiles, split_dump
from nginxlint.files.names import Names
from nginxlint.files.system import FileSystem, UnreadableError, inside
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nginxlint.nginx.dialect import Dialect

LIVE_PREFIXES = ("/etc/nginx", "/usr/local/etc/nginx", "/usr/local/nginx/conf", "/opt/homebrew/etc/nginx")
"""Where nginx's packages and its own ``make install`` put nginx.conf."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be linted, in which surroundings.

    ``paths`` are real paths as they were given; ``stdin`` is the text given as ``-`` with the name it
    bears. ``root``, ``prefix`` and ``main`` are real paths. ``context`` is where the given files stand.
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


@dataclass(slots=True)
class Plan:
    """The configurations to check.

    ``shown`` holds the real paths of the files that findings may be about, ``None`` where all may.
    ``failures`` say what could not be read. ``live`` is whether the files are this machine's own nginx.
    """

    configurations: list[Configuration] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    live: bool = False
    files: FileSystem = field(default_factory=FileSystem)


def live_prefix(paths: Iterable[str]) -> str | None:
    """The live nginx prefix that all of ``paths`` lie under, or ``None``."""
    absolute = [os.path.abspath(path) for path in paths]
    for prefix in LIVE_PREFIXES:
        if absolute and all(inside(path, prefix) for path in absolute) and os.path.isfile(
            os.path.join(prefix, "nginx.conf")
        ):
            return prefix
    return None


def repository_of(path: str) -> str | None:
    """The root of the repository that holds a real path, or ``None``."""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    while True:
        if any(os.path.exists(os.path.join(folder, mark)) for mark in (".git", ".hg", ".svn")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def boundary(request: Request) -> list[str] | None:
    """The real folders inside which files may be read; ``None`` for no bounds (under a root: all of it)."""
    paths = [path for path in request.paths if path != "-"]
    if request.stdin is not None and request.stdin_name != "<stdin>":
        paths.append(request.stdin_name)
    if request.allow_outside or request.root is not None:
        return None
    if paths and live_prefix(paths) is not None:
        return None
    allowed = []
    for path in [*paths, *([request.main] if request.main else [])]:
        real = os.path.realpath(path)
        allowed.append(repository_of(real) or (real if os.path.isdir(real) else os.path.dirname(real)))
    return list(dict.fromkeys(allowed)) or [os.path.realpath(request.cwd)]


def make_plan(request: Request, dialect: Dialect, progress: Progress | None = None) -> Plan:
    """Find out what the paths of a request are, and put the configurations together."""
    return _Planner(request, dialect, progress or Progress()).make()


class _Planner:
    def __init__(self, request: Request, dialect: Dialect, progress: Progress) -> None:
        self.request = request
        self.progress = progress
        self.dialect = dialect
        self.allowed = boundary(request)
        self.files = FileSystem(request.root, self.allowed)
        given = {
            os.path.abspath(os.path.join(request.cwd, path)): path
            for path in request.paths
            if path != "-"
        }
        self.given = given
        self.names = Names(self.files, request.cwd, given)
        self.plan = Plan(files=self.files)
        paths = [path for path in request.paths if path != "-"]
        self.plan.live = (
            request.root is None and bool(paths) and live_prefix(paths) is not None
        )
        self.cache: dict[str, Loaded] = {}
        self.mains: dict[str, Configuration | None] = {}
        self.called: dict[str, str] = {}

    def make(self) -> Plan:
        files: list[str] = []
        groups: list[tuple[str, list[str]]] = []
        explicit: set[str] = set()
        for path in self.request.paths:
            if path == "-":
                continue
            absolute = os.path.abspath(os.path.join(self.request.cwd, path))
            if self.files.root is not None and self.files.machine_path(absolute) is None:
                self.plan.failures.append(f"{path} lies outside the root {self.request.root}")
                continue
            if os.path.isdir(absolute):
                found = self._folder(path, absolute)
                files.extend(found)
                if os.path.basename(os.path.realpath(absolute)) in SITE_FOLDERS - {"sites-available"}:
                    groups.append((absolute, found))
            elif os.path.lexists(absolute):
                files.append(absolute)
                explicit.add(absolute)
            else:
                self.plan.failures.append(f"{path}: no such file or folder")
        self._add_files(list(dict.fromkeys(files)), groups, explicit)
        if self.request.stdin is not None:
            self._add_stdin(self.request.stdin)
        return self.plan

    # -- what is there -----------------------------------------------------------------------------

    def _folder(self, path: str, absolute: str) -> list[str]:
        try:
            os.listdir(absolute)
        except OSError as error:
            self.plan.failures.append(f"{path}: {(error.strerror or 'cannot be read').lower()}")
            return []
        return list(candidates(absolute))

    def _machine(self, real: str) -> str:
        path = self.files.machine_path(real)
        assert path is not None
        return path

    def _source(self, absolute: str, explicit: bool) -> tuple[Source, str] | None:
        machine = self._machine(absolute)
        try:
            real = self.files.resolve(machine)
            data = self.files.read_real(real, machine)
        except UnreadableError as error:
            if explicit or error.kind in ("denied", "failed"):
                self.plan.failures.append(f"{self.names(machine)}: {error.reason}")
            return None
        return Source.from_bytes(self.names(machine), data, path=real), real

    def _add_files(
        self, files: list[str], groups: list[tuple[str, list[str]]], explicit: set[str]
    ) -> None:
        # Whole configurations come first: what they include is read as part of them.
        mains: list[str] = []
        rest: list[str] = []
        if self.request.main is not None:
            main = os.path.abspath(os.path.join(self.request.cwd, self.request.main))
            if self._main(main) is None:
                self.plan.failures.append(f"{self.request.main}: cannot be read as the main configuration")
        for file in files:
            read = self._source(file, file in explicit)
            if read is None:
                continue
            source, real = read
            if real in self.called:
                continue
            self.called[real] = source.name
            self.progress.files += 1
            tokens = tokenize(source)
            dumped = split_dump(source.text) if source.text.lstrip()[:1] in ("#", "n") else None
            if dumped is not None:
                self._add_dump(source, dumped)
                continue
            if file not in explicit and not certain(file) and not looks_like_nginx(
                file, source.text, self.dialect.known
            ):
                continue
            self.plan.shown.add(real)
            self.cache[real] = load_tokens(source, tokens, self.dialect, self.request.context)
            if self.request.context is None and is_main(tokens):
                mains.append(file)
            else:
                rest.append(file)
        if self.request.main is None:
            for file in mains:
                main = self._main(file)
                if main is not None:
                    self.plan.shown.update(main.loaded)
            for file in rest:
                if self.request.context is None:
                    self._find_main(file)
        covered = {real for main in self.mains.values() if main for real in main.loaded}
        loose = [file for file in rest if self.files.resolve(self._machine(file)) not in covered]
        for folder, members in groups:
            together = [file for file in members if file in loose]
            if together and self._main_above(folder) is None:
                self._add_group(together)
                loose = [file for file in loose if file not in together]
        for file in loose:
            self._add_group([file])
        self.plan.configurations[:0] = [main for main in self.mains.values() if main is not None]

    # -- whole configurations ----------------------------------------------------------------------

    def _main(self, absolute: str) -> Configuration | None:
        """The configuration that a nginx.conf makes; ``None`` if it can't be read."""
        if absolute in self.mains:
            return self.mains[absolute]
        self.mains[absolute] = None
        machine = self.files.machine_path(absolute)
        if machine is None:
            return None
        try:
            real = self.files.resolve(machine)
            if any(main is not None and real in main.loaded for main in self.mains.values()):
                return None
            configuration = self._configuration(self._place(os.path.dirname(machine)))
            loaded = self.cache.get(real)
            if loaded is None:
                source = configuration.read(machine, real)
                loaded = load_tokens(source, tokenize(source), self.dialect, "main")
                self.cache[real] = loaded
            configuration.add(loaded, "main", real)
        except UnreadableError:
            return None
        self.mains[absolute] = configuration
        return configuration

    def _configuration(self, place: Place) -> Configuration:
        return Configuration(self.dialect, self.files, place, self._name, self.cache, self.progress)

    def _name(self, path: str) -> str:
        """What to call the file at a machine path: a given file is called as it was given."""
        name = self.names(path)
        try:
            return self.called.get(self.files.resolve(path), name)
        except UnreadableError:
            return name

    def _place(self, folder: str | None) -> Place:
        if self.request.prefix is not None:
            prefix = os.path.abspath(os.path.join(self.request.cwd, self.request.prefix))
            return Place(self.files.machine_path(prefix), elsewhere=self._elsewhere())
        return Place(folder, elsewhere=self._elsewhere())

    def _elsewhere(self) -> bool:
        return self.request.root is None and not self.plan.live

    def _find_main(self, file: str) -> None:
        """Read the nginx.conf above a file, if there is one and it includes the file."""
        real = self.files.resolve(self._machine(file))
        if any(main is not None and real in main.loaded for main in self.mains.values()):
            return
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
            elif self._is_readable_main(path):
                return self._main(path)
            parent = os.path.dirname(folder)
            if parent == folder or folder == self.files.root:
                return None
            if self.allowed is not None and not any(
                inside(os.path.realpath(parent), allowed) for allowed in self.allowed
            ):
                return None
            folder = parent

    def _is_readable_main(self, path: str) -> bool:
        machine = self.files.machine_path(path)
        if machine is None or not self.files.is_file(machine):
            return False
        try:
            source = Source.from_bytes(path, self.files.read(machine))
        except UnreadableError:
            return False
        return is_main(tokenize(source))

    # -- fragments ---------------------------------------------------------------------------------

    def _add_group(self, files: Sequence[str]) -> None:
        """Read fragments that belong together as one configuration without a main file."""
        place = self._place(None)
        main = self._main_above(os.path.dirname(files[0])) if self.request.prefix is None else None
        if main is not None:
            place = Place(main.place.prefix, elsewhere=main.place.elsewhere)
        configuration = self._configuration(place)
        for file in files:
            real = self.files.resolve(self._machine(file))
            loaded = self.cache[real]
            context = self.request.context or loaded.context
            if len(files) > 1 and context != "http":
                self._add_group([file])
                continue
            configuration.add(loaded, context, real)
        if configuration.readings:
            self.plan.configurations.append(configuration)

    def _add_stdin(self, data: bytes) -> None:
        name = self.request.stdin_name
        source = Source.from_bytes(name, data)
        tokens = tokenize(source)
        dumped = split_dump(source.text)
        if dumped is not None:
            self._add_dump(source, dumped)
            return
        # The text stands in for the file of that name, wherever a configuration includes it.
        place = self._place(None)
        if name != "<stdin>":
            absolute = os.path.abspath(os.path.join(self.request.cwd, name))
            machine = self.files.machine_path(absolute)
            if machine is not None:
                real = self.files.resolve(machine)
                source.path = real
                self.called[real] = name
                self.plan.shown.add(real)
                self.cache[real] = load_tokens(source, tokens, self.dialect, self.request.context)
                if self.request.context is None and is_main(tokens):
                    given = self._main(absolute)
                    if given is not None:
                        self.plan.shown.update(given.loaded)
                elif self.request.context is None:
                    self._find_main(absolute)
                if any(main and real in main.loaded for main in self.mains.values()):
                    self.plan.configurations[:0] = [
                        main
                        for main in self.mains.values()
                        if main is not None and main not in self.plan.configurations
                    ]
                    return
                main = self._main_above(os.path.dirname(absolute))
                if main is not None:
                    place = Place(main.place.prefix, elsewhere=main.place.elsewhere)
        self.plan.shown.add(source.path or name)
        loaded = load_tokens(source, tokens, self.dialect, self.request.context)
        configuration = self._configuration(place)
        configuration.add(loaded, self.request.context or loaded.context, source.path or name)
        self.plan.configurations.append(configuration)

    def _add_dump(self, source: Source, parts: dict[str, tuple[int, int]]) -> None:
        main = next(iter(parts))
        files = DumpFiles(parts)
        configuration = Configuration(
            self.dialect, files, Place(os.path.dirname(main)), lambda path: path, {}
        )
        for path, (start, end) in parts.items():
            real = files.resolve(path)
            part = Source(path, source.text[start:end], path=real, encoding=source.encoding)
            self.plan.shown.add(real)
            configuration._cache[real] = load_tokens(
                part, tokenize(part), self.dialect, "main" if path == main else None
            )
        configuration.add(configuration._cache[files.resolve(main)], "main", files.resolve(main))
        self.plan.configurations.append(configuration)
