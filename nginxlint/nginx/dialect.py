"""nginx as one user has it: a version and the modules that are loaded."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from nginxlint.nginx import facts, spelling
from nginxlint.nginx.version import NEWEST, Version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nginxlint.nginx.facts import DirectiveFact

#: the context that a block in another language opens
RAW = "raw"

#: sources that replace nginx rather than add to it
FORKS = ("angie", "freenginx")


class Dialect:
    """Answers for one version of nginx and one set of modules.

    ``modules`` are modules that are known to be there beyond nginx's own, in any spelling: the C
    module's name (ngx_http_lua_module), the repository (openresty/lua-nginx-module, with or
    without ``third-party:``), the file of ``load_module`` (ngx_http_js_module.so), or a flavour
    (plus, angie, freenginx). None: nothing is known, so nothing is certainly missing.
    ``complete`` says that there are no others. ``absent`` are nginx's own modules that are
    known not to be built in. ``extra`` are names to be let pass as directives anywhere.
    """

    __slots__ = (
        "_answers",
        "_by_context",
        "_facts",
        "_nearest",
        "absent",
        "complete",
        "extra",
        "loaded",
        "modules",
        "version",
    )

    def __init__(
        self,
        version: Version = NEWEST,
        modules: Iterable[str] | None = None,
        extra: Iterable[str] = (),
        *,
        absent: Iterable[str] = (),
        complete: bool = False,
    ) -> None:
        self.version = version
        self.modules = None if modules is None else frozenset(modules)
        self.extra = frozenset(extra)
        self.absent = frozenset(absent)
        self.complete = complete and modules is not None
        self.loaded = frozenset(map(_plain, self.modules or ()))
        self._facts: dict[str, tuple[DirectiveFact, ...]] = {}
        self._answers: dict[tuple[str, str], DirectiveFact | None] = {}
        self._by_context: dict[str, frozenset[str]] = {}
        self._nearest: dict[tuple[str, str], str | None] = {}

    def find(self, name: str, context: str) -> DirectiveFact | None:
        """Return the directive ``name`` that nginx uses in ``context``, None if it has none there.

        nginx's own and loaded modules go before what this nginx may not have; whether it has
        what was found is for :meth:`has` to say.
        """
        key = (name, context)
        try:
            return self._answers[key]
        except KeyError:
            fact = self._answers[key] = self._choose(name, context)
            return fact

    def _choose(self, name: str, context: str) -> DirectiveFact | None:
        best, rank = None, 99
        found = self.facts(name)
        ours = any(fact.source == "core" and fact.exists_in(self.version) for fact in found)
        for fact in found:
            if ours and fact.source in FORKS and fact.source not in self.loaded:
                continue  # nginx itself allows the name elsewhere only
            if context not in fact.contexts and "any" not in fact.contexts:
                continue
            if not fact.exists_in(self.version):
                continue
            its = self._rank(fact)
            if its < rank:
                best, rank = fact, its
        return best

    def _rank(self, fact: DirectiveFact) -> int:
        """Lower is nearer: a loaded fork's own entry, nginx's own, loaded modules, the rest."""
        if fact.source in FORKS:
            return 0 if fact.source in self.loaded else 5
        if fact.source == "core":
            return 1
        if self.has(fact):
            return 2
        return 4 if fact.source == "plus" else 3

    def has(self, fact: DirectiveFact) -> bool:
        """Return whether this nginx is known to have the module of ``fact``.

        All of nginx's own modules count unless they are ``absent``, other modules only if
        they are among ``modules``.
        """
        if fact.source == "core":
            return fact.module not in self.absent or _plain(fact.module) in self.loaded
        if not self.loaded:
            return False
        if fact.source in self.loaded or _plain(fact.module) in self.loaded:
            return True
        return _plain(fact.source) in self.loaded

    def facts(self, name: str) -> tuple[DirectiveFact, ...]:
        """Return all that is known of ``name``: every context, module, source and version."""
        try:
            return self._facts[name]
        except KeyError:
            found = self._facts[name] = _shared_facts(name, self.version)
            return found

    def known(self, name: str) -> bool:
        """Return whether any nginx, fork or module has this directive, in any version."""
        return facts.known(name) or name in self.extra

    def contexts(self, name: str) -> frozenset[str]:
        """Return every context where this nginx allows ``name`` (with modules it may not have)."""
        return frozenset(
            context for fact in self.facts(name) if fact.exists_in(self.version) for context in fact.contexts
        )

    def names(self, context: str) -> frozenset[str]:
        """Return the names that are allowed in ``context``: nginx's own and loaded modules'."""
        if not self._by_context:
            self._by_context = self._index()
        return self._by_context.get(context, frozenset())

    def _index(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name in facts.names():
            for fact in self.facts(name):
                if self.has(fact) and fact.exists_in(self.version):
                    for context in fact.contexts:
                        found.setdefault(context, set()).add(name)
        everywhere = found.get("any", set())
        return {context: frozenset(names | everywhere) for context, names in found.items()}

    def nearest(self, name: str, context: str) -> str | None:
        """Return the directive that ``name`` is most likely meant to be, None if none is near.

        Names allowed in ``context`` go first; another place's name must differ in no more
        than one letter.
        """
        key = (name, context)
        if key not in self._nearest:
            self._nearest[key] = self._look(name, context)
        return self._nearest[key]

    def _look(self, name: str, context: str) -> str | None:
        names = self.names(context)
        elsewhere = frozenset().union(*self._by_context.values())
        return (
            spelling.nearest(name, names, limit=1)
            or spelling.nearest(name, elsewhere, limit=0)
            or spelling.nearest(name, names)
            or spelling.nearest(name, elsewhere, limit=1)
        )

    def child_context(self, fact: DirectiveFact, parent_context: str, name: str | None = None) -> str | None:
        """Return the context that the block of ``fact`` opens inside ``parent_context``.

        ``name`` is the name as written, if it is not the fact's own.

        A block with lines of its own grammar (map, geo, types, ...) opens a context of its own
        name, a block of another language "raw". None for what takes no block, and for
        blocks of which nothing is known.
        """
        if not fact.block:
            return None
        body = fact.body
        if body is None:
            return None
        if "language" in body:
            return RAW
        if "special" in body:
            return name or fact.name
        if fact.name == "if":
            return "if-in-server" if parent_context in ("server", "if-in-server") else "if-in-location"
        context: str = body["context"]
        return context


@lru_cache(maxsize=8192)
def _shared_facts(name: str, version: Version) -> tuple[DirectiveFact, ...]:
    return facts.facts_of(name, version)


def _plain(module: str) -> str:
    """Return a module's name in one spelling: no path, no .so, no OWNER/, no ngx_, no _module."""
    name = module.removeprefix("third-party:").rpartition("/")[2].removesuffix(".so")
    return name.removesuffix("_module").removeprefix("ngx_").lower()


@cache
def dialect(version: Version = NEWEST, modules: frozenset[str] | None = None) -> Dialect:
    """Return the shared dialect of a version, so that what it looked up is kept."""
    return Dialect(version, modules)
