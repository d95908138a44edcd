"""Tokens as nginx reads them: ``ngx_conf_read_token`` in src/core/ngx_conf_file.c.

Quotes open only at a token's start; a closing quote must be followed by white space, ``;``, ``{`` or
``)``; a backslash keeps the next character out of the grammar; ``${`` does not open a block; ``#``
begins a comment only where a token could begin. White space is space, tab, CR and LF, nothing else.
The bodies of ``*_by_lua_block`` directives follow Lua's grammar instead (lua-nginx-module,
ngx_http_lua_lex.c).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.text.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

WHITE_SPACE = " \t\r\n"
MAX_PARAMETER = 4096
"""Bytes at which nginx gives up on one parameter (NGX_CONF_BUFFER)."""

_LONG = MAX_PARAMETER // 4 - 1
"""Characters below which no token can reach MAX_PARAMETER bytes."""

REST = r"[^ \t\r\n;{\\$]*(?:(?:\\[\s\S]?|\$\{*)[^ \t\r\n;{\\$]*)*"
"""What a word goes on with after its first character, as a regular expression."""
WORD = rf"(?:[^ \t\r\n;{{}}#\"'\\$]|\\[\s\S]?|\$\{{*){REST}"
"""A word without quotes, as a regular expression."""
QUOTED = r"(?:\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\"|'[^'\\]*(?:\\[\s\S][^'\\]*)*')"
"""A word in quotes, as a regular expression."""
_TOKEN = re.compile(
    r"[ \t\r\n]*(?:"
    rf"({WORD})"  # 1: a word,
    r"([;{])?"  # 2: and what ends the directive directly behind it
    r"|([;{}])"  # 3: what ends a directive, opens or closes a block
    rf"|({QUOTED})"  # 4: a quoted word
    r"|(\#[^\n]*)"  # 5: a comment
    r"|([\"'][\s\S]*))"  # 6: a quote that nothing closes
)
_ESCAPE = re.compile(r"\\([\"'\\trn])")
_ESCAPED = {"t": "\t", "r": "\r", "n": "\n"}
_LUA = re.compile(
    r"--\[(?P<comment>=*)\[|--[^\n]*|\[(?P<string>=*)\["
    r"|\"[^\"\\\n]*(?:\\[\s\S][^\"\\\n]*)*\"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'"
    r"|(?P<open>\{)|(?P<close>\})"
)


class Token(str):
    """A word, ``{``, ``}``, ``;`` or comment. As a ``str`` it is nginx's value of it.

    For a word the value is what nginx hands to a directive: without the quotes, escapes done.
    ``start`` and ``end`` are the offsets of all its characters in ``source``, quotes included.
    ``quote`` is ``"`` or ``'`` for a quoted word, ``{`` for a Lua body (braces included in the
    span), and empty otherwise.
    """

    __slots__ = ("end", "source", "start")

    source: Source
    start: int
    end: int
    quote: str = ""

    @classmethod
    def make(cls, text: str, source: Source, start: int, end: int, quote: str = "") -> Token:
        """Build a token; the constructor itself stays ``str``'s."""
        token = str.__new__(_Quoted if quote else cls, text)
        token.source = source
        token.start = start
        token.end = end
        if quote:
            token.quote = quote
        return token

    @property
    def span(self) -> Span:
        """All its characters, quotes included."""
        return Span(self.source, self.start, self.end)

    @property
    def raw(self) -> str:
        """The characters as written."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self.source.line_at(self.start)

    @property
    def is_mark(self) -> bool:
        """Whether it is ``{``, ``}`` or ``;`` in its own right."""
        return not self.quote and self in _MARKS

    def part(self, start: int, end: int) -> Span:
        """The span of ``self[start:end]``; where escapes blur the places, the whole token."""
        opening = self.start + len(self.quote)
        if self.end - self.start - 2 * len(self.quote) != len(self):
            return self.span
        return Span(self.source, opening + start, opening + end)

    def slice(self, start: int, end: int) -> Token:
        """``self[start:end]`` that still knows its place."""
        span = self.part(start, end)
        return Token.make(str.__getitem__(self, slice(start, end)), self.source, span.start, span.end)

    # crossplane takes the parentheses off an "if" condition with these three.
    def __getitem__(self, key: object) -> Token:
        if isinstance(key, slice) and key.step in (None, 1):
            start, end, _ = key.indices(len(self))
            return self.slice(start, max(start, end))
        return str.__getitem__(self, key)  # type: ignore[index, return-value]

    def lstrip(self, chars: str | None = None) -> Token:
        kept = len(str.lstrip(self, chars))
        return self.slice(len(self) - kept, len(self))

    def rstrip(self, chars: str | None = None) -> Token:
        return self.slice(0, len(str.rstrip(self, chars)))


class _Quoted(Token):
    """A token with a quote of its own: most have none, and what they don't hold costs nothing."""

    __slots__ = ("quote",)


_MARKS = frozenset("{};")


class Fault(NamedTuple):
    """A place where nginx's reader stops, in the order in which it meets them.

    ``kind`` is one of ``unexpected-mark`` (``;`` or ``{`` without a directive), ``unfinished``
    (``}`` inside a directive), ``after-quote``, ``unclosed-quote``, ``end-in-directive``,
    ``extra-close``, ``unclosed-block`` (``offset`` is that of the block's ``{``), ``too-long``.
    """

    kind: str
    offset: int


class Tokens:
    """What a source is made of.

    ``items`` holds words and marks in their order, ``comments`` the comments. ``matches`` gives the
    index of a block's ``}`` for the index of its ``{``. ``continued`` has the indices of the arguments
    that begin a line (a comment before them aside), ``marks`` those of ``;``, ``{`` and ``}``.
    ``depth`` is the deepest nesting of blocks.
    ``faults`` is empty exactly when nginx's reader gets to the end of the file.
    """

    __slots__ = ("comments", "continued", "depth", "faults", "items", "marks", "matches", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.items: list[Token] = []
        self.comments: list[Token] = []
        self.matches: dict[int, int] = {}
        self.faults: list[Fault] = []
        self.continued: list[int] = []
        self.marks: list[int] = []
        self.depth = 0

    def pieces(self) -> Iterator[str]:
        """The whole text as a sequence: white space, tokens and comments; joined, it is the text."""
        text = self.source.text
        done = 0
        for token in sorted([*self.items, *self.comments], key=lambda token: (token.start, token.end)):
            if token.start > done:
                yield text[done : token.start]
            if token.end > token.start:
                yield text[token.start : token.end]
            done = token.end
        if done < len(text):
            yield text[done:]


def unescape(raw: str) -> str:
    """A word's value: nginx replaces ``\\"``, ``\\'``, ``\\\\``, ``\\t``, ``\\r``, ``\\n``."""
    if "\\" not in raw:
        return raw
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), raw)


def tokenize(source: Source) -> Tokens:
    """Split ``source`` into tokens. Never fails: what nginx would not read becomes faults."""
    result = Tokens(source)
    items = result.items
    add = items.append
    fault = result.faults.append
    continued = result.continued.append
    marked = result.marks.append
    text = source.text
    length = len(text)
    # Behind the last token there is nothing to find, and white space there would be searched again and again.
    limit = len(text.rstrip(WHITE_SPACE))
    new = str.__new__
    has_lua = "_by_lua_block" in text
    escapes = "\\" in text
    opened: list[int] = []
    in_directive = False
    lua_directive = False
    done = 0
    position = 0
    scan = _TOKEN.finditer
    while position < limit:
        # The loop is left and entered again only where Lua's grammar takes over.
        matches = scan(text, position, limit)
        position = limit
        for match in matches:
            group = match.lastindex
            if group < 3:  # type: ignore[operator]
                start, end = match.span(1)
                raw = text[start:end]
                token = new(Token, unescape(raw) if escapes else raw)
                token.source = source
                token.start = start
                token.end = end
                add(token)
                if end - start >= _LONG and _too_long(text, start, end, ""):
                    fault(Fault("too-long", start))
                if not in_directive:
                    lua_directive = has_lua and raw.endswith("_by_lua_block")
                    in_directive = True
                elif (start - done > 1 or text[done] == "\n") and text.find("\n", done, start) >= 0:
                    continued(len(items) - 1)
                done = end
                if group == 1:
                    continue
            if group < 4:  # type: ignore[operator]
                end = match.end()
                start = done if group == 2 else end - 1
                mark = text[start]
                token = new(Token, mark)
                token.source = source
                token.start = start
                token.end = end
                if mark == ";":
                    if not in_directive:
                        fault(Fault("unexpected-mark", start))
                elif mark == "{":
                    if lua_directive and in_directive:
                        body_end = lua_end(text, end)
                        if body_end is None:
                            fault(Fault("unclosed-block", start))
                            body_end = length
                        _add_lua_body(items, source, start, body_end)
                        marked(len(items) - 1)
                        position = body_end
                        in_directive = lua_directive = False
                        break
                    if not in_directive:
                        fault(Fault("unexpected-mark", start))
                    opened.append(len(items))
                    if len(opened) > result.depth:
                        result.depth = len(opened)
                else:
                    if in_directive:
                        fault(Fault("unfinished", start))
                    if opened:
                        result.matches[opened.pop()] = len(items)
                    else:
                        fault(Fault("extra-close", start))
                marked(len(items))
                add(token)
                in_directive = lua_directive = False
                continue
            start, end = match.span(group)  # type: ignore[arg-type]
            if group == 4:
                raw = text[start + 1 : end - 1]
                add(Token.make(unescape(raw), source, start, end, text[start]))
                if end - start >= _LONG and _too_long(text, start, end, text[start]):
                    fault(Fault("too-long", start))
                if end < length and text[end] not in " \t\r\n;{)":
                    fault(Fault("after-quote", end))
                if not in_directive:
                    lua_directive = has_lua and raw.endswith("_by_lua_block")
                    in_directive = True
                elif text.find("\n", done, start) >= 0:
                    continued(len(items) - 1)
                done = end
            elif group == 5:
                result.comments.append(Token.make(text[start:end], source, start, end))
                if end - start >= _LONG and _too_long(text, start, end, "#"):
                    fault(Fault("too-long", start))
            else:
                fault(Fault("unclosed-quote", start))
                add(Token.make(unescape(text[start + 1 :]), source, start, length, text[start]))
                in_directive = True
    if in_directive and not any(fault.kind == "unclosed-quote" for fault in result.faults):
        fault(Fault("end-in-directive", length))
    result.faults.extend(Fault("unclosed-block", items[index].start) for index in opened)
    return result


def _too_long(text: str, start: int, end: int, opening: str) -> bool:
    """Whether nginx's buffer is full before it can let go of the word or comment in ``[start:end]``.

    The buffer must hold everything from the token's first character (after its quote) up to the
    character with which the reader moves on; which one that is depends on the token.
    """
    quoted = opening in ('"', "'")
    size = len(text[start + quoted : end].encode("utf-8", "replace"))
    rest = text[end : end + 1]
    if opening == "#":
        return size > MAX_PARAMETER or (size == MAX_PARAMETER and rest != "")
    return size >= MAX_PARAMETER or (size == MAX_PARAMETER - 1 and rest not in (";", "{"))


def _add_lua_body(items: list[Token], source: Source, start: int, end: int) -> None:
    closed = source.text[end - 1] == "}"
    items.append(Token.make(source.text[start + 1 : end - 1 if closed else end], source, start, end, "{"))
    items.append(Token.make(";", source, end, end))


def lua_end(text: str, position: int) -> int | None:
    """The offset after the ``}`` that ends the Lua block whose ``{`` lies before ``position``."""
    depth = 1
    while match := _LUA.search(text, position):
        position = match.end()
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
            if not depth:
                return position
        else:
            level = match["comment"] if match["comment"] is not None else match["string"]
            if level is not None:
                closing = text.find(f"]{level}]", position)
                if closing < 0:
                    return None
                position = closing + len(level) + 2
    return None
