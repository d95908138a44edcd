"""What a rule declares of itself, and to what it subscribes."""

from __future__ import annotations

import inspect
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nginxlint.lint.finding import Severity
    from nginxlint.lint.option import OptionSpec

API_VERSION = 1

Method = TypeVar("Method", bound="Callable[..., None]")

CATEGORIES = (
    "syntax",
    "semantics",
    "host",
    "tls",
    "security",
    "proxy",
    "performance",
    "deprecation",
    "portability",
    "style",
)


class Subscription(NamedTuple):
    """What a method of a rule wants to see.

    ``kind`` is ``directive`` (``names``: the directives), ``configuration`` (``names``: called only if one of
    these directives occurs; none: always) or ``problem``. Behind a name and a blank may stand a text in lower
    case: such directives count only if an argument of one of them has it in it.
    """

    kind: Literal["directive", "configuration", "problem"]
    names: tuple[str, ...]


class Rule:
    """One problem that can be found. Subclasses say which.

    ``id`` names the problem. ``severity`` is that of its findings unless one says otherwise.
    ``default`` is whether it runs without being selected. ``fix`` says whether its findings bring
    edits: "safe", "unsafe" or "none". ``host`` marks a rule that asks the machine and is silent without
    it. ``since`` is the version of nginxlint that brought it. ``versions`` names the nginx versions it
    is about. ``references`` are pages to read.

    What users may choose is an attribute that is an ``Option``. ``chosen`` are the values that the settings
    give, by the options' names.
    """

    id: ClassVar[str]
    severity: ClassVar[Severity]
    default: ClassVar[bool] = True
    fix: ClassVar[Literal["safe", "unsafe", "none"]] = "none"
    host: ClassVar[bool] = False
    since: ClassVar[str] = "0.1"
    versions: ClassVar[str] = "all"
    references: ClassVar[tuple[str, ...]] = ()
    chosen: Mapping[str, Any] = MappingProxyType({})

    @classmethod
    def options(cls) -> Iterator[OptionSpec]:
        """Its options, in the order they are written in."""
        from nginxlint.lint.option import Option

        for member in vars(cls).values():
            if isinstance(member, Option):
                yield member.spec()

    @classmethod
    def title(cls) -> str:
        """The first line of the docstring, without its full stop."""
        return (inspect.getdoc(cls) or cls.id).split("\n", 1)[0].removesuffix(".")

    @classmethod
    def explanation(cls) -> str:
        """The docstring below its first line."""
        return (inspect.getdoc(cls) or "").partition("\n")[2].strip()

    @classmethod
    def subscriptions(cls) -> Iterator[tuple[str, Subscription]]:
        """The names of the methods that subscribe, with what to; in the order they are written in."""
        for name, member in vars(cls).items():
            subscription = getattr(member, "_subscription", None)
            if isinstance(subscription, Subscription):
                yield name, subscription


def _subscribe(subscription: Subscription) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        method._subscription = subscription  # type: ignore[attr-defined]
        return method

    return mark


def on(*names: str) -> Callable[[Method], Method]:
    """Call the method with each directive of these names: ``check(self, directive, report)``.

    Only real directives: a line of a ``map`` or ``types`` block is none, nor is a word inside a block of
    which nginx's meaning is unknown. With ``"listen ssl"`` the rule is left alone if no argument of a
    ``listen`` has an ``ssl`` in it (in lower case); otherwise the method sees each ``listen``.
    """
    return _subscribe(Subscription("directive", names))


def on_configuration(*names: str) -> Callable[[Method], Method]:
    """Call the method once for each configuration: ``check(self, configuration, report)``.

    With names, only if one of these directives occurs in it; with ``"listen ssl"``, only if an argument of a
    ``listen`` has an ``ssl`` in it (in lower case).
    """
    return _subscribe(Subscription("configuration", names))


def on_problem(method: Method) -> Method:
    """Call the method with each problem that reading the configuration met under this rule's id.

    ``check(self, complaint, report)``. A rule without any subscription reports such problems as they are.
    """
    return _subscribe(Subscription("problem", ()))(method)
