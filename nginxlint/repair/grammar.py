"""How likely a directive is to be meant as it stands: the facts about nginx, as costs.

A cost is 0 for what nginx takes and grows with what speaks against it. Costs are only compared with
each other; 2 is about the price of one missing or surplus brace.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

UNKNOWN = 2.0
ODD_NAME = 3.0
WRONG_PLACE = 3.0
WRONG_SHAPE = 3.0
WRONG_COUNT = 2.0
WRONG_VALUE = 2.0

RAW = "raw"
"""The context of a block in another language."""


class Fact(Protocol):
    """What is known of one directive."""

    @property
    def name(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def contexts(self) -> frozenset[str]: ...
    @property
    def min_args(self) -> int: ...
    @property
    def max_args(self) -> int | None: ...
    @property
    def flag(self) -> bool: ...
    @property
    def block(self) -> bool: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def values(self) -> tuple[str, ...] | None: ...
    @property
    def args(self) -> tuple[str, ...]: ...
    @property
    def params(self) -> tuple[str, ...]: ...
    @property
    def once(self) -> bool | None: ...
    @property
    def body(self) -> Mapping[str, Any] | None: ...
    def takes(self, count: int) -> bool:
        """Whether it may have so many arguments."""


class Dialect(Protocol):
    """What the repair asks about nginx."""

    def find(self, name: str, context: str) -> Any:
        """The ``Fact`` of a directive in a context, or ``None``."""

    def known(self, name: str) -> bool:
        """Whether any nginx or module has this directive."""

    def contexts(self, name: str) -> frozenset[str]:
        """Where it may stand."""

    def names(self, context: str) -> frozenset[str]:
        """The directives that may stand in a context."""

    def child_context(self, fact: Any, parent_context: str, name: str | None = None) -> str | None:
        """The context that its block opens."""


_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")
_NUMBER = re.compile(r"\d+\Z")
_SIZE = re.compile(r"\d+[kKmMgG]?\Z")
_TIME = re.compile(r"(?:\d+(?:ms|[smhdwMy])?\s*)+\Z")
_LEVELS = frozenset({"debug", "info", "notice", "warn", "error", "crit", "alert", "emerg"})

# Directives that take any words, so that nginx does not notice one word too many (nginx -t of 1.22.1
# and 1.31.3: each with "server_name a" behind valid arguments).
_TAKES_ANYTHING = frozenset(
    {
        "index",
        "server_name",
        "try_files",
        "valid_referers",
        "log_format",
        "gzip_disable",
        "ancient_browser",
        "xslt_stylesheet",
        "ssl_alpn",
        "proxy_ssl_alpn",
    }
)


def identifier(name: str) -> bool:
    """Whether a word looks like the name of a directive."""
    return _IDENTIFIER.match(name) is not None


def plausible(fact: Fact, args: Sequence[str]) -> bool:
    """Whether the arguments are of the kind that the directive takes, where that is easy to tell."""
    if not fact.takes(len(args)):
        return False
    if len(args) != 1 or "$" in args[0]:
        return True
    value = args[0]
    if fact.flag:
        return value.lower() in ("on", "off")
    match fact.kind:
        case "num":
            return value == "auto" or _NUMBER.match(value) is not None
        case "size" | "offset":
            return _SIZE.match(value) is not None
        case "msec" | "sec":
            return _TIME.match(value) is not None
        case "enum":
            return value.lower() in {word.lower() for word in fact.values or (value,)}
    return True


def refused(fact: Fact, args: Sequence[str]) -> bool:
    """Whether nginx surely refuses these arguments.

    Knows counts, flags and the words behind which nginx checks each further word.
    """
    count = len(args)
    if not fact.takes(count):
        return True
    if fact.source != "core":
        return False
    if fact.flag:
        return args[0].lower() not in ("on", "off")
    if fact.max_args is None:
        if fact.name in _TAKES_ANYTHING or fact.kind in ("types", "predicate", "str", "strarray"):
            return False
        if fact.name == "error_page":
            return any(not _NUMBER.match(word) for word in args[:-1] if word[:1] != "=")
        if fact.kind in ("enum", "bitmask") and fact.values:
            allowed = {word.lower() for word in fact.values}
            return any(word.lower() not in allowed for word in args)
        if fact.name == "error_log":
            return any(word not in _LEVELS and word[:6] != "debug_" for word in args[1:])
        if fact.params or fact.name == "resolver":
            free = 2 if fact.name in ("access_log", "fastcgi_cache_path") else 1
            return any(_IDENTIFIER.match(word) and word not in fact.params for word in args[free:])
        return False
    if fact.name in ("add_header", "add_trailer") and count == 3:
        return args[2] != "always"
    if fact.name == "rewrite" and count == 3:
        return args[2] not in ("last", "break", "redirect", "permanent")
    return False


class Grammar:
    """Costs of directives for one dialect; remembers what it was asked."""

    __slots__ = ("_costs", "_inner", "dialect", "fine", "verdicts")

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.fine: set[tuple[str, int, str]] = set()
        self.verdicts: dict[tuple[str, int, bool], int] = {}
        self._costs: dict[tuple[str, int, bool, str | None], float] = {}
        self._inner: dict[tuple[str, str | None], tuple[str | None, Mapping[str, Any] | None]] = {}

    def verdict(self, name: str, count: int, block: bool) -> int:
        """1 if no directive has that name, 2 if none of that name takes so many arguments, with or
        without a block, else 0."""
        known = self.verdicts.get((name, count, block))
        if known is not None:
            return known
        verdict = 1
        if self.dialect.known(name):
            verdict = 2
            for context in self.dialect.contexts(name):
                fact = self.dialect.find(name, context)
                if fact is not None and fact.block == block and fact.takes(count):
                    verdict = 0
                    break
        if len(self.verdicts) < 100_000:
            self.verdicts[name, count, block] = verdict
        return verdict

    def fact(self, name: str, context: str | None) -> Fact | None:
        """The directive of that name in ``context``, or in any context if that is unknown."""
        if context is not None:
            fact: Fact | None = self.dialect.find(name, context)
            return fact
        for other in sorted(self.dialect.contexts(name)):
            return self.dialect.find(name, other)  # type: ignore[no-any-return]
        return None

    def inner(self, name: str, context: str | None) -> tuple[str | None, Mapping[str, Any] | None]:
        """The context in the block of a directive, and the grammar of its lines if it has its own."""
        key = (name, context)
        if key in self._inner:
            return self._inner[key]
        found: tuple[str | None, Mapping[str, Any] | None] = (None, None)
        if context is not None:
            fact = self.dialect.find(name, context)
            if fact is None or not fact.block:
                # The block of a directive that is out of place means what it means elsewhere.
                for other in ("http", "server", "main", *sorted(self.dialect.contexts(name))):
                    fact = self.dialect.find(name, other)
                    if fact is not None and fact.block:
                        context = other
                        break
            if fact is not None and fact.block:
                inside = self.dialect.child_context(fact, context, name)
                body = fact.body if fact.body and "special" in fact.body else None
                found = (inside, body)
        self._inner[key] = found
        return found

    def cost(
        self,
        name: str,
        args: Sequence[str],
        block: bool,
        context: str | None,
        body: Mapping[str, Any] | None = None,
        outer: str | None = None,
    ) -> float:
        """What speaks against a directive with these arguments, with or without a block, in ``context``.

        ``body`` is the grammar of the lines where ``context`` has its own; ``outer`` the context around.
        """
        if context == RAW:
            return 0.0
        if body is not None:
            return self._entry_cost(name, args, block, body, outer)
        count = len(args)
        cost = self.shape(name, count, block, context)
        if cost == 0.0 and context is not None and not block:
            if name == "if":
                return cost
            fact = self.dialect.find(name, context)
            if fact is not None and count and refused(fact, args):
                return WRONG_VALUE
        elif block and name == "if" and count:
            first, last = args[0], args[-1]
            if first[:1] != "(" or last[-1:] != ")":
                return cost + 1.5
        return cost

    def shape(self, name: str, count: int, block: bool, context: str | None) -> float:
        """What speaks against so many arguments, whatever they are."""
        key = (name, count, block, context)
        cost = self._costs.get(key)
        if cost is None:
            cost = self._costs[key] = self._cost(name, count, block, context)
        return cost

    def once(self, name: str, context: str | None) -> bool:
        """Whether nginx refuses a second one at the same level."""
        if context is None:
            return False
        fact = self.dialect.find(name, context)
        return fact is not None and fact.once is True

    def _cost(self, name: str, count: int, block: bool, context: str | None) -> float:
        dialect = self.dialect
        if context is None:
            return 0.0 if identifier(name) else UNKNOWN if name else ODD_NAME
        fact = dialect.find(name, context)
        if fact is None:
            if dialect.known(name):
                return WRONG_PLACE if dialect.contexts(name) else UNKNOWN
            return UNKNOWN if identifier(name) else ODD_NAME
        if fact.block != block:
            return WRONG_SHAPE
        if not fact.takes(count):
            return WRONG_COUNT
        return 0.4 if name == "location" and context == "location" else 0.0

    def _entry_cost(
        self,
        name: str,
        args: Sequence[str],
        block: bool,
        body: Mapping[str, Any],
        outer: str | None,
    ) -> float:
        if block:
            return WRONG_SHAPE + 1.0
        count = len(args)
        special = body["special"]
        if name in special:
            wanted = special[name]
            return 0.0 if wanted is None or wanted == count else WRONG_COUNT
        cost = 0.0
        most = body.get("max_args")
        entry = body.get("entry") or ()
        if entry and most is not None:
            if count + 1 > most or (count + 1 < most and count + 1 < len(entry)):
                cost = WRONG_COUNT
        elif "MIME type" in entry:
            if not count:
                cost = WRONG_COUNT
            if "/" not in name:
                cost += 1.0
            cost += 1.0 * any("/" in word for word in args)
        if outer is not None and count and identifier(name) and not cost:
            fact = self.dialect.find(name, outer)
            if fact is not None and "_" in name and not fact.block and plausible(fact, args):
                cost = 0.6
        return cost


_TOP = (
    "http",
    "server",
    "location",
    "main",
    "stream",
    "stream-server",
    "upstream",
    "mail",
    "events",
)
_MAIN = frozenset({"events", "http", "worker_processes", "load_module", "pid", "user", "stream", "mail"})


def infer_context(grammar: Grammar, heads: Collection[tuple[str, int, bool]]) -> str:
    """The context that fits the directives at the top of a file best.

    ``heads``: their names, how many arguments they have, and whether a block follows.
    """
    if any(name in _MAIN and (block or count) for name, count, block in heads):
        opened = {name for name, _, block in heads if block}
        plain = {name for name, _, block in heads if not block}
        if opened & {"events", "http", "stream", "mail"} or plain & _MAIN - {"user"}:
            return "main"
    best, best_cost = "http", 1e9
    for context in _TOP:
        cost = 0.0
        for name, count, block in heads:
            cost += _unlike(grammar, context, name, count, block)
            if not block and _lacks_brace(grammar, context, name):
                break  # what follows belongs into its block
        if cost < best_cost - 1e-9:
            best, best_cost = context, cost
    return best


def _unlike(grammar: Grammar, context: str, name: str, count: int, block: bool) -> float:
    fact = grammar.dialect.find(name, context)
    if fact is None:
        return 1.0
    return 0.3 * (bool(fact.block) != block) + 0.2 * (not bool(fact.takes(count)))


def _lacks_brace(grammar: Grammar, context: str, name: str) -> bool:
    fact = grammar.dialect.find(name, context)
    return fact is not None and bool(fact.block)
