"""A configuration put together as nginx does it: each ``include`` read in its place, every time."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from nginxlint.config.complaint import Complaint
from nginxlint.files.system import UnreadableError, has_magic
from nginxlint.nginx.dialect import RAW
from nginxlint.syntax.tree import Directive, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.library import Library
    from nginxlint.config.loader import Loaded
    from nginxlint.syntax.tree import Document

MAX_INCLUDES = 40
"""Files that include one another in a row; real configurations stay below ten."""

MAX_DIRECTIVES = 5_000_000
"""Directives of one configuration after all includes: beyond it the includes multiply without end."""

MAX_REPEATED = 1_000_000
"""Directives out of files that were included before: ten files that each include the next one ten times
would make thousands of millions."""

MAX_BLOCKS = 500
"""Blocks around a directive, through includes."""

_SUGGESTIONS = 50
"""Missing files for which others of a similar name are looked up."""

_NO_INCLUDES = frozenset({RAW, "split_clients"})
"""Contexts whose lines are not directives and where ``include`` is a word like any other."""


class Unread(NamedTuple):
    """An ``include`` whose files were not read: what they hold is unknown.

    ``reason`` is the kind of ``UnreadableError``, or ``no-prefix`` where nobody knows what the path is
    relative to, or ``empty`` for a pattern that matches nothing.
    """

    include: Directive
    path: str
    reason: str


class Place(NamedTuple):
    """What a configuration's paths mean.

    ``prefix`` is the folder (machine path) that relative paths start from, ``None`` if nobody knows.
    ``elsewhere`` says that the files lie in a checkout and not on the machine they are written for;
    ``distant`` are the prefixes of that machine which the checkout stands for. ``mapped`` says of folders
    there, absolute or relative to the prefix, in which folders here their files lie.
    """

    prefix: str | None
    elsewhere: bool = False
    distant: tuple[str, ...] = ("/etc/nginx", "/usr/local/etc/nginx", "/usr/local/nginx/conf")
    mapped: tuple[tuple[str, str], ...] = ()

    def full(self, path: str) -> str | None:
        """The machine path of a path in the configuration (ngx_conf_full_name in src/core/ngx_file.c)."""
        if path.startswith("/"):
            return path
        return None if self.prefix is None else os.path.join(self.prefix, path)

    def candidates(self, path: str) -> list[str]:
        """Where a file named in the configuration may lie, the likeliest first."""
        mapped = self._mapped(path) if self.mapped and self.elsewhere else []
        full = self.full(path)
        if full is None:
            return mapped
        if mapped:
            return [*mapped, full]
        if self.elsewhere and self.prefix is not None and path.startswith("/"):
            for distant in self.distant:
                if path.startswith(distant + "/") and self.prefix != distant:
                    return [os.path.join(self.prefix, path[len(distant) + 1 :]), full]
        return [full]

    def _mapped(self, path: str) -> list[str]:
        """The path here of a path there, by the longest folder that the map knows around it."""
        names = [path]
        if path.startswith("/"):
            names.extend(
                path[len(folder) + 1 :]
                for folder in (*self.distant, self.prefix or "")
                if folder and path.startswith(folder + "/")
            )
        else:
            names.extend(f"{folder}/{path}" for folder in self.distant)
        found = [
            (len(there), here + name[len(there) :])
            for there, here in self.mapped
            for name in names
            if name == there or name.startswith(there.rstrip("/") + "/")
        ]
        return [max(found)[1]] if found else []


class Configuration:
    """One configuration, or a fragment of one, with every include in its place.

    ``directives`` stand at the top, in ``context`` ("main" for a whole nginx.conf; ``None`` if unknown).
    ``everything`` holds all directives at any depth, in nginx's order.
    ``readings`` are all readings of files, ``documents`` the files by real path. ``complaints`` is what was
    wrong with the texts and the includes. ``unread`` are the includes that were not followed.
    ``is_asked_for`` says that it is one file, which was named itself and which no configuration includes.
    """

    def __init__(self, library: Library, place: Place) -> None:
        self.dialect = library.dialect
        self.files = library.files
        self.place = place
        self.context: str | None = None
        self.is_asked_for = False
        self.directives: list[Directive] = []
        self.everything: list[Directive] = []
        self.readings: list[Reading] = []
        self.loaded: dict[str, Loaded] = {}
        self._packaged: dict[str, Loaded] = {}
        self.complaints: list[Complaint] = []
        self.unread: list[Unread] = []
        self._library = library
        self._active: list[str] = []
        self._inner: dict[tuple[str, str | None], str | None] = {}
        self._stopped = False
        self._beside: dict[str, str | None] = {}
        self._around: dict[tuple[str, ...], list[Directive]] = {}
        self._repeating = False
        self._repeated = 0

    # -- building ----------------------------------------------------------------------------------

    def add(self, loaded: Loaded, context: str | None, real: str | None = None) -> None:
        """Read a given document at the top of the configuration."""
        self.context = context
        if real is not None:
            self.loaded[real] = loaded
            self._active.append(real)
        reading = self._read(loaded, None)
        self.directives.extend(self._build(loaded.document.parsed, reading, None, context, 0))
        if real is not None:
            self._active.pop()

    def _read(self, loaded: Loaded, include: Directive | None) -> Reading:
        reading = Reading(loaded.document, include)
        self.readings.append(reading)
        if loaded.complaints:
            self.complaints.extend(loaded.complaints)
        return reading

    def _build(
        self,
        parsed: list[dict[str, Any]],
        reading: Reading,
        parent: Directive | None,
        context: str | None,
        depth: int,
    ) -> list[Directive]:
        built: list[Directive] = []
        add = built.append
        count = self.everything.append
        if self._repeating:
            self._repeated += len(parsed)
        if len(self.everything) > MAX_DIRECTIVES or self._repeated > MAX_REPEATED:
            self._stop(reading)
            return built
        contexts = self._inner
        for item in parsed:
            directive = Directive(item, reading, parent, context)
            add(directive)
            count(directive)
            if "block" in item:
                key = (directive.name, context)
                try:
                    inner = contexts[key]
                except KeyError:
                    inner = contexts[key] = self._inner_context(directive)
                directive.inner = inner
                if depth < MAX_BLOCKS:
                    directive.children = self._build(item["block"], reading, directive, inner, depth + 1)
                else:
                    directive.children = []
            elif (
                directive.name == "include"
                and context not in _NO_INCLUDES
                and directive.args
                and not self._stopped
            ):
                built.extend(self._include(directive, parent, context, depth))
        return built

    def _inner_context(self, directive: Directive) -> str | None:
        context = directive.context
        if context is None:
            return None
        fact = self.dialect.find(directive.name, context)
        if fact is None:
            return None
        return self.dialect.child_context(fact, context, str(directive.name))

    def _stop(self, reading: Reading) -> None:
        if self._stopped:
            return
        self._stopped = True
        include = reading.include
        self.complaints.append(
            Complaint(
                rule="include-cycle",
                severity="warning",
                source=reading.document.source if include is None else include.source,
                span=None if include is None else include.args[0].span,
                message=(
                    f"the includes multiply: after {len(self.everything):,} directives the rest was not read"
                ),
                help="Check which files include one another.",
                reading=reading,
            )
        )

    def _include(
        self, include: Directive, parent: Directive | None, context: str | None, depth: int
    ) -> list[Directive]:
        path = str(include.args[0])
        candidates = self.place.candidates(path)
        if not candidates:
            if self.place.elsewhere and not has_magic(path):
                known = self._known_file(path, include, parent, context, depth)
                if known is not None:
                    return known
            self.unread.append(Unread(include, path, "no-prefix"))
            return []
        if has_magic(path):
            return self._include_pattern(include, candidates, parent, context, depth)
        problem: UnreadableError | None = None
        for candidate in candidates:
            try:
                return self._include_file(candidate, include, parent, context, depth)
            except UnreadableError as error:
                problem = problem or error
        assert problem is not None
        if self.place.elsewhere and problem.kind in ("missing", "outside"):
            known = self._known_file(path, include, parent, context, depth)
            if known is not None:
                return known
        self.unread.append(Unread(include, candidates[0], problem.kind))
        return []

    def _include_pattern(
        self,
        include: Directive,
        candidates: list[str],
        parent: Directive | None,
        context: str | None,
        depth: int,
    ) -> list[Directive]:
        for candidate in candidates:
            matches = self.files.glob(candidate)
            if matches:
                break
        else:
            self.unread.append(Unread(include, candidates[0], self._why_empty(candidates)))
            return []
        built: list[Directive] = []
        for match in matches:
            try:
                try:
                    built.extend(self._include_file(match, include, parent, context, depth))
                except UnreadableError:
                    there = self._linked(match)
                    if there is None:
                        raise
                    built.extend(self._include_file(there, include, parent, context, depth))
            except UnreadableError as error:
                self.unread.append(Unread(include, match, error.kind))
        return built

    def _why_empty(self, candidates: list[str]) -> str:
        """Whether a pattern matches nothing, or the folder that it looks into isn't in this checkout."""
        if not self.place.elsewhere:
            return "empty"
        from nginxlint.config.distribution import is_packaged_folder

        for path in candidates:
            folder = path[: min(path.find(char) % (len(path) + 1) for char in "*?[")].rpartition("/")[0]
            if is_packaged_folder(path) or self.files.is_folder(folder or "/"):
                return "empty"
        return "outside"

    def _linked(self, path: str) -> str | None:
        """What a symlink of a checkout means if it leads to where the server keeps its files."""
        target = self.files.link(path) if self.place.elsewhere else None
        if target is None or not target.startswith("/") or self.files.is_file(path):
            return None
        return next((there for there in self.place.candidates(target) if self.files.is_file(there)), None)

    def _known_file(
        self, path: str, include: Directive, parent: Directive | None, context: str | None, depth: int
    ) -> list[Directive] | None:
        """The directives of a file that a package brings; ``None`` if it is none of them.

        The checkout's own one is taken if it lies with the file that includes it, or a folder above.
        """
        from nginxlint.config.distribution import known_file, known_name

        name = known_name(path)
        folder = os.path.dirname(str(include.source.path or ""))
        if name is not None and folder.startswith("/"):
            for own in (os.path.join(folder, name), os.path.join(os.path.dirname(folder), name)):
                if self.files.is_file(own):
                    try:
                        return self._include_file(own, include, parent, context, depth)
                    except UnreadableError:
                        break
        source = known_file(path)
        if source is None or source.path is None or source.path in self._active:
            return None
        loaded = self._packaged.get(source.path)
        if loaded is None:
            self._library.put(source.path, source)
            loaded = self._packaged[source.path] = self._library.document(source.path, path, context)
        self._active.append(source.path)
        reading = self._read(loaded, include)
        built = self._build(loaded.document.parsed, reading, parent, context, depth)
        self._active.pop()
        return built

    def _include_file(
        self,
        path: str,
        include: Directive,
        parent: Directive | None,
        context: str | None,
        depth: int,
    ) -> list[Directive]:
        real = self.files.resolve(path)
        if real in self._active:
            self._cycle(real, path, include)
            return []
        if len(self._active) >= MAX_INCLUDES:
            self.complaints.append(
                Complaint(
                    rule="include-cycle",
                    severity="warning",
                    source=include.source,
                    span=include.args[0].span,
                    label=f"file number {MAX_INCLUDES + 1} in the row",
                    message=(
                        f"{MAX_INCLUDES} files include one another in a row: `{path}` was not read any more"
                    ),
                    help="Include the files side by side from nginx.conf.",
                    reading=include.reading,
                )
            )
            return []
        loaded = self.loaded.get(real)
        again = self._repeating
        if loaded is None:
            loaded = self.loaded[real] = self._library.document(real, path, context)
        else:
            self._repeating = True
        self._active.append(real)
        reading = self._read(loaded, include)
        built = self._build(loaded.document.parsed, reading, parent, context, depth)
        self._active.pop()
        self._repeating = again
        return built

    def _cycle(self, real: str, path: str, include: Directive) -> None:
        chain = [include, *include.reading.chain()]
        first = next((i for i, link in enumerate(chain) if link.source.path == real), len(chain) - 1)
        related = tuple((link.args[0].span, "which is included here") for link in chain[1 : first + 1])
        self.complaints.append(
            Complaint(
                rule="include-cycle",
                severity="error",
                source=include.source,
                span=include.args[0].span,
                label="leads back to a file that is being read",
                message=(
                    f"`{path}` includes itself"
                    if include.source.path == real
                    else f"`{path}` is included by a file that it includes itself"
                )
                + ": nginx opens it again and again and does not start",
                help="Take this `include` out, or name the file that was meant.",
                related=related,
                reading=include.reading,
            )
        )

    # -- asking ------------------------------------------------------------------------------------

    @property
    def is_whole(self) -> bool:
        """Whether this is a whole nginx.conf of which every part was read.

        Only then can something be said to be missing from it.
        """
        return self.context == "main" and all(unread.reason == "empty" for unread in self.unread)

    def walk(self) -> Iterator[Directive]:
        """Every directive in nginx's order."""
        return iter(self.everything)

    def around(self, *names: str) -> list[Directive]:
        """The directives of these names at the top of a fragment, in order: the blocks in it inherit them."""
        if self.context in (None, "main"):
            return []
        if names not in self._around:
            self._around[names] = [one for one in self.directives if one.name in names]
        return self._around[names]

    @cached_property
    def by_name(self) -> dict[str, list[Directive]]:
        """All directives by name, each list in nginx's order; words of map-like bodies left out."""
        found: dict[str, list[Directive]] = {}
        for directive in self.walk():
            name = directive.name
            same = found.get(name)
            if same is None:
                found[str(name)] = [directive]
            else:
                same.append(directive)
        return found

    def named(self, *names: str) -> list[Directive]:
        """All directives with one of these names, in nginx's order within each name."""
        by_name = self.by_name
        found: list[Directive] = []
        for name in names:
            found.extend(by_name.get(name, ()))
        return found

    @property
    def modules_of_all(self) -> tuple[str, ...]:
        """What ``load_module`` names here and in what else was read with it: a site may lie apart from it."""
        return self._library.modules

    def beside(self, path: str) -> str | None:
        """A file beside a missing one whose name differs by a few letters, ``None`` if there is none."""
        if path not in self._beside:
            # Comparing names is slow, and nobody reads the hundredth suggestion.
            few = len(self._beside) < _SUGGESTIONS
            self._beside[path] = self._look_beside(path) if few else None
        return self._beside[path]

    def _look_beside(self, path: str) -> str | None:
        from difflib import get_close_matches

        folder, name = os.path.split(path)
        try:
            near = get_close_matches(name, self.files.names(folder), n=1, cutoff=0.8)
        except UnreadableError:
            near = []
        return os.path.join(folder, near[0]) if near else None

    def documents(self) -> Iterator[Document]:
        """Each file once, in the order in which it was first read."""
        seen: set[int] = set()
        for reading in self.readings:
            if id(reading.document) not in seen:
                seen.add(id(reading.document))
                yield reading.document
