"""The tree of directives, as crossplane gives it, with every place known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nginxlint.syntax import bridge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.syntax.tokens import Token, Tokens
    from nginxlint.text.source import Source, Span


_MANY = 16
"""Directives in a block from which on they are looked up by name."""


class Document:
    """One file's tokens and crossplane's tree of them.

    ``tokens`` are those that ``parsed`` was made of: where the file's structure is broken, the tokens
    of the repaired text, whose spans point into the text as it was read; ``repaired`` says so.
    ``placeholders`` are the places that a template fills in.
    """

    __slots__ = ("parsed", "placeholders", "repaired", "source", "tokens")

    def __init__(
        self,
        source: Source,
        tokens: Tokens,
        parsed: list[dict[str, Any]],
        *,
        repaired: bool = False,
        placeholders: tuple[Span, ...] = (),
    ) -> None:
        self.repaired = repaired
        self.placeholders = placeholders
        self.source = source
        self.tokens = tokens
        self.parsed = parsed


class Reading:
    """One reading of a document: nginx reads a file once for each ``include`` that names it.

    ``include`` is the directive that had it read, ``None`` for a file that was given.
    """

    __slots__ = ("document", "include")

    def __init__(self, document: Document, include: Directive | None = None) -> None:
        self.document = document
        self.include = include

    def chain(self) -> Iterator[Directive]:
        """The ``include`` directives that led here, the nearest first."""
        include = self.include
        while include is not None:
            yield include
            include = include.reading.include


class Directive:
    """One directive in one reading of its file.

    ``args`` are words that know their places; as strings they are nginx's values. For ``if`` they come
    without the outer parentheses. ``children`` holds what stands in the block, in nginx's order: an
    ``include`` is followed by the directives it brought in; it is ``None`` for a directive without a
    block. ``parent`` is the block around it, through includes. ``context`` names where it
    stands ("http", "server", "location", "if-in-location", ...), ``None`` if that is unknown.
    ``locations`` is where who looks for locations in it keeps them, sorted.
    """

    __slots__ = (
        "_by_name",
        "args",
        "children",
        "context",
        "index",
        "inner",
        "locations",
        "name",
        "parent",
        "reading",
    )

    def __init__(
        self,
        parsed: dict[str, Any],
        reading: Reading,
        parent: Directive | None,
        context: str | None,
    ) -> None:
        self.name: Token = parsed["directive"]
        self.args: list[Token] = parsed["args"]
        self.index: int = parsed["line"]
        self.reading = reading
        self.parent = parent
        self.context = context
        self.children: list[Directive] | None = None
        self.inner: str | None = None
        self.locations: Any = None
        self._by_name: dict[str, list[Directive]] | None = None

    def __repr__(self) -> str:
        words = " ".join([self.name, *self.args])
        return f"<{words} at {self.source.name}:{self.line}>"

    @property
    def source(self) -> Source:
        """The file that it is written in."""
        return self.reading.document.source

    @property
    def span(self) -> Span:
        """From its name to its last argument, without what ends it."""
        tokens = self.reading.document.tokens
        end = tokens.items[self._terminator_index - 1].end
        return self.name.source.span(self.name.start, max(end, self.name.end))

    @property
    def line(self) -> int:
        """The line of its name, from 1."""
        return self.name.line

    @property
    def _terminator_index(self) -> int:
        return bridge.terminator(self.reading.document.tokens, self.index)

    @property
    def terminator(self) -> Token:
        """The ``;`` or ``{`` that ends it."""
        return self.reading.document.tokens.items[self._terminator_index]

    @property
    def closing(self) -> Token | None:
        """The ``}`` of its block."""
        tokens = self.reading.document.tokens
        index = tokens.matches.get(self._terminator_index)
        return None if index is None else tokens.items[index]

    @property
    def words(self) -> list[Token]:
        """Its arguments as written: unlike ``args`` with the parentheses of ``if``."""
        return self.reading.document.tokens.items[self.index + 1 : self._terminator_index]

    @property
    def is_block(self) -> bool:
        """Whether it has a block."""
        return self.children is not None

    def ancestors(self) -> Iterator[Directive]:
        """The blocks around it, from the inside out."""
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent

    def within(self, name: str) -> Directive | None:
        """The nearest block around it with that name."""
        for block in self.ancestors():
            if block.name == name:
                return block
        return None

    def all(self, name: str) -> list[Directive]:
        """The directives of that name that stand directly in its block."""
        children = self.children
        if not children:
            return []
        if len(children) <= _MANY:
            return [child for child in children if child.name == name]
        if self._by_name is None:
            self._by_name = {}
            for child in children:
                self._by_name.setdefault(str(child.name), []).append(child)
        return self._by_name.get(name, [])

    def first(self, name: str) -> Directive | None:
        """The first directive of that name that stands directly in its block."""
        found = self.all(name)
        return found[0] if found else None

    def last(self, name: str) -> Directive | None:
        """The last directive of that name that stands directly in its block."""
        found = self.all(name)
        return found[-1] if found else None

    def walk(self) -> Iterator[Directive]:
        """Everything in its block at any depth, in order, without itself."""
        stack = list(reversed(self.children or ()))
        while stack:
            directive = stack.pop()
            yield directive
            if directive.children:
                stack.extend(reversed(directive.children))
