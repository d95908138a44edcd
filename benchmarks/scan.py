"""Tokens and statements of a healthy nginx configuration, with their offsets.

A second reader, on purpose: what judges nginxlint shares no code with it. The grammar is nginx's
(`ngx_conf_read_token` in src/core/ngx_conf_file.c); texts that break it raise `UnreadableError`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnreadableError(ValueError):
    """The text does not follow nginx's grammar, or holds a Lua block, which this reader lacks."""


_TOKEN = re.compile(
    r"""
    (?P<space> [ \t\r\n]+ | \#[^\n]* )
  | (?P<mark> [;{}] )
  | (?P<quoted> "(?:\\[\s\S]|[^"\\])*" | '(?:\\[\s\S]|[^'\\])*' )(?= [ \t\r\n;{)] | \Z )
  | (?P<word> (?!["']) (?: \\[\s\S] | \$\{? | [^ \t\r\n;{\\$] )+ )
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\([\"'\\ trn])")
_ESCAPED = {"t": "\t", "r": "\r", "n": "\n"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a quoted string or one of the marks ; { }: offsets into the text, end exclusive."""

    start: int
    end: int
    raw: str
    mark: bool

    @property
    def quote(self) -> str:
        """The quote it stands in, or an empty string."""
        return "" if self.mark or self.raw[0] not in "\"'" else self.raw[0]

    @property
    def value(self) -> str:
        """What nginx makes of it: without quotes and backslashes."""
        raw = self.raw[1:-1] if self.quote else self.raw
        return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), raw)


@dataclass(slots=True, eq=False)
class Statement:
    """A directive: its words, the mark that ends it, and for a block what is in it."""

    words: list[Token]
    mark: Token
    parent: Statement | None
    children: list[Statement] = field(default_factory=list)
    close: Token | None = None

    @property
    def name(self) -> str:
        """The directive's name, or the first word of a line of `map`, `types` and their like."""
        return self.words[0].value

    @property
    def args(self) -> list[Token]:
        """Its arguments."""
        return self.words[1:]

    @property
    def start(self) -> int:
        """Where its first word starts."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Just behind the mark that ends it."""
        return (self.close or self.mark).end

    @property
    def blocks(self) -> list[str]:
        """The names of the blocks around it, innermost first."""
        names, node = [], self.parent
        while node is not None:
            names.append(node.name)
            node = node.parent
        return names

    @property
    def free(self) -> bool:
        """Whether it is a line of a block whose lines are data (`map`, `geo`, `types`)."""
        return bool(self.parent) and self.blocks[0] in FREE_BLOCKS


FREE_BLOCKS = frozenset({"map", "geo", "types", "split_clients", "charset_map", "match", "geoip2"})


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, white space and comments left out.

    Raises:
        UnreadableError: at a quote that is not closed, or followed by what may not follow.
    """
    pos = 1 if text.startswith("\ufeff") else 0
    while pos < len(text):
        match = _TOKEN.match(text, pos)
        if match is None:
            raise UnreadableError(f"offset {pos}")
        if match.lastgroup != "space":
            yield Token(match.start(), match.end(), match[0], match.lastgroup == "mark")
        pos = match.end()


def stream(text: str) -> list[tuple[str, bool]] | None:
    """What nginx reads: (value, is a mark) of each token; None if it can't be read."""
    try:
        return [(token.value, token.mark) for token in tokens(text)]
    except UnreadableError:
        return None


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its statements in the order in which they start."""

    text: str
    statements: list[Statement]

    @property
    def simple(self) -> list[Statement]:
        """Directives that end with a semicolon."""
        return [s for s in self.statements if s.close is None]

    @property
    def blocks(self) -> list[Statement]:
        """Directives with a block."""
        return [s for s in self.statements if s.close is not None]

    def named(self, *names: str) -> list[Statement]:
        """The directives with one of these names that are not lines of data."""
        return [s for s in self.statements if s.name in names and not s.free]

    def line(self, offset: int) -> int:
        """The number, from 1, of the line that `offset` lies in."""
        return self.text.count("\n", 0, offset) + 1

    def indent(self, statement: Statement) -> str:
        """The white space before a statement on its line."""
        start = self.text.rfind("\n", 0, statement.start) + 1
        lead = self.text[start : statement.start]
        return "" if lead.strip() else lead

    def line_end(self, offset: int) -> int:
        """The offset of the end of the line, its line feed not included."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end


def read(text: str) -> Document:
    """The statements of a text that follows nginx's grammar.

    Raises:
        UnreadableError: it does not, or it holds a Lua block.
    """
    found: list[Statement] = []
    parent: Statement | None = None
    words: list[Token] = []
    for token in tokens(text):
        if not token.mark:
            words.append(token)
        elif token.raw == "}":
            if words or parent is None:
                raise UnreadableError(f"offset {token.start}")
            parent.close = token
            parent = parent.parent
        else:
            if not words or words[0].value.endswith("_by_lua_block"):
                raise UnreadableError(f"offset {token.start}")
            statement = Statement(words, token, parent)
            found.append(statement)
            if parent is not None:
                parent.children.append(statement)
            words = []
            if token.raw == "{":
                parent = statement
    if words or parent is not None:
        raise UnreadableError("end of file")
    return Document(text, found)
