"""Modules and directives that the settings add to what nginxlint knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.facts import DirectiveFact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nginxlint.lint.settings import DirectiveSettings


class OwnDialect(Dialect):
    """A dialect with further directives, each as the user describes it."""

    __slots__ = ("own",)

    def __init__(self, base: Dialect, modules: Iterable[str], own: Mapping[str, DirectiveFact]) -> None:
        added = tuple(modules)
        together = None if base.modules is None and not added else (*(base.modules or ()), *added)
        super().__init__(base.version, together, base.extra, absent=base.absent, complete=base.complete)
        self.own = dict(own)

    def facts(self, name: str) -> tuple[DirectiveFact, ...]:
        """What is known of ``name``; the user's own description goes first."""
        known = super().facts(name)
        return (self.own[name], *known) if name in self.own else known

    def known(self, name: str) -> bool:
        """Whether any nginx, fork or module has this directive, or the user says so."""
        return name in self.own or super().known(name)

    def _index(self) -> dict[str, frozenset[str]]:
        found = dict(super()._index())
        for name, fact in self.own.items():
            for context in found if "any" in fact.contexts else fact.contexts:
                found[context] = found.get(context, frozenset()) | {name}
        return found


def extended(base: Dialect, modules: Iterable[str], directives: Mapping[str, DirectiveSettings]) -> Dialect:
    """``base`` with the modules and directives of a settings file."""
    return OwnDialect(base, modules, {name: _fact(name, one) for name, one in directives.items()})


def _fact(name: str, own: DirectiveSettings) -> DirectiveFact:
    least, most = own.counts()
    body = None
    if own.block != "none":
        body = {"language": "raw"} if own.block == "raw" else {"context": own.block}
    return DirectiveFact(
        name=name,
        module=own.module or "a module of your own",
        source="core",
        contexts=frozenset(own.contexts),
        min_args=least,
        max_args=most,
        counts=None,
        flag=own.args == "flag",
        block=own.block != "none",
        kind=None,
        values=None,
        bounds=None,
        args=(),
        params=(),
        param_types={},
        required_params=(),
        plus_params=(),
        plus_values=(),
        plus_since=None,
        deprecated_params={},
        once=None,
        repeat=None,
        body=body,
        constraints=(),
        default=None,
        docs=None,
        since=None,
        removed=None,
        deprecated=None,
        changes=(),
    )
