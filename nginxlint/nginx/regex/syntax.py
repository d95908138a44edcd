"""A parser of PCRE2's pattern syntax (pcre2pattern(3)).

Positions are those of bytes: a pattern is read as its UTF-8 bytes, one character for each (Latin-1), as nginx
hands it to PCRE2. What this parser doesn't know (recursion, conditions, ``\\p``, UTF mode) it refuses, so
that nothing is said about it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from nginxlint.nginx.regex import charset

MAX_DEPTH = 60
"""Groups in groups; nginx limits a pattern to 4096 bytes, and real ones stay below ten."""


class UnsupportedError(ValueError):
    """The pattern uses something that is not analysed, or is no pattern."""


class Chars(NamedTuple):
    """One byte out of a set."""

    mask: int


class Sequence(NamedTuple):
    """Items one after another; no items match the empty text."""

    items: tuple[Node, ...]


class Choice(NamedTuple):
    """One of several alternatives, tried in order."""

    options: tuple[Node, ...]


class Repeat(NamedTuple):
    """An item repeated ``low`` to ``high`` times (``None``: no end). ``possessive``: never given back."""

    item: Node
    low: int
    high: int | None
    possessive: bool


class Group(NamedTuple):
    """A group: ``number`` is that of its capture, ``None`` if none. ``atomic``: never entered again."""

    item: Node
    number: int | None
    name: str | None
    atomic: bool


class Look(NamedTuple):
    """A condition on what follows (``ahead``) or precedes, turned round if ``negative``."""

    item: Node
    ahead: bool
    negative: bool


class Anchor(NamedTuple):
    """A condition on the place: ``^``, ``$``, ``A``, ``Z``, ``z``, ``G``, ``b``, ``B``.

    Or ``K``, a new begin.
    """

    kind: str


class Back(NamedTuple):
    """The text of an earlier capture, by number or name."""

    group: int | str


Node = Chars | Sequence | Choice | Repeat | Group | Look | Anchor | Back


class Regex(NamedTuple):
    """A parsed pattern: its tree, its number of captures, and the names of groups with their numbers."""

    pattern: str
    caseless: bool
    tree: Node
    groups: int
    names: dict[str, int]


@lru_cache(maxsize=4096)
def parse(pattern: str, caseless: bool = False) -> Regex | None:
    """Parse a pattern as it stands in the configuration; ``None`` if nothing can be said about it."""
    text = pattern.encode("utf-8", "surrogateescape").decode("latin-1")
    parser = _Parser(text, caseless)
    try:
        tree = parser.alternatives(0)
        if parser.at != len(text):
            return None
    except (UnsupportedError, IndexError, RecursionError):
        return None
    return Regex(pattern, caseless, tree, parser.groups, parser.names)


_CLASSES = {
    "d": charset.DIGIT,
    "w": charset.WORD,
    "s": charset.SPACE,
    "h": charset.HORIZONTAL,
    "v": charset.VERTICAL,
    "N": charset.DOT,
}
_CLASSES |= {name.upper(): charset.ALL & ~mask for name, mask in list(_CLASSES.items())[:5]}
_CONTROLS = {"a": 7, "e": 27, "f": 12, "n": 10, "r": 13, "t": 9}


class _Parser:
    def __init__(self, text: str, caseless: bool) -> None:
        self.text = text
        self.at = 0
        self.groups = 0
        self.names: dict[str, int] = {}
        self.flags = {"i"} if caseless else set[str]()

    def peek(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> bool:
        if self.peek(text):
            self.at += len(text)
            return True
        return False

    def until(self, end: str) -> str:
        stop = self.text.find(end, self.at)
        if stop < 0:
            raise UnsupportedError
        found, self.at = self.text[self.at : stop], stop + len(end)
        return found

    def alternatives(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise UnsupportedError
        flags = set(self.flags)  # a (?i) holds to the end of the group, through its later alternatives
        options = [self.sequence(depth)]
        while self.take("|"):
            options.append(self.sequence(depth))
        self.flags = flags
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self, depth: int) -> Node:
        items: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            if "x" in self.flags and self._skipped():
                continue
            item = self.atom(depth)
            if item is not None:
                items.append(self.quantified(item))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _skipped(self) -> bool:
        if self.text[self.at] in " \t\n\v\f\r":
            self.at += 1
            return True
        if self.take("#"):
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end + 1
            return True
        return False

    def quantified(self, item: Node) -> Node:
        while True:
            bounds = self._bounds()
            if bounds is None:
                return item
            possessive = self.take("+")
            if not possessive:
                self.take("?")
            if isinstance(item, Anchor):
                continue
            item = Repeat(item, *bounds, possessive)

    def _bounds(self) -> tuple[int, int | None] | None:
        for mark, low, high in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self.take(mark):
                return low, high
        if not self.peek("{"):
            return None
        end = self.text.find("}", self.at)
        low_text, comma, high_text = self.text[self.at + 1 : end].partition(",")
        if end < 0 or not low_text.isdecimal() or not (high_text.isdecimal() or not high_text):
            if comma and not low_text and high_text.isdecimal():
                raise UnsupportedError  # {,3} is a quantifier since PCRE2 10.43, plain text before
            return None
        self.at = end + 1
        at_least = int(low_text)
        return at_least, (int(high_text) if high_text else None) if comma else at_least

    def chars(self, mask: int) -> Chars:
        return Chars(charset.caseless(mask) if "i" in self.flags else mask)

    def atom(self, depth: int) -> Node | None:
        character = self.text[self.at]
        self.at += 1
        match character:
            case "^":
                return Anchor("A" if "m" not in self.flags else "^")
            case "$":
                return Anchor("Z" if "m" not in self.flags else "$")
            case ".":
                return Chars(charset.ALL if "s" in self.flags else charset.DOT)
            case "[":
                return self.bracket()
            case "(":
                return self.group(depth)
            case "\\":
                return self.escape()
        return self.chars(1 << ord(character))

    def escape(self) -> Node | None:
        character = self.text[self.at]
        self.at += 1
        if character in "bBAZzG":
            return Anchor(character)
        match character:
            case "Q":
                literal, found, _ = self.text[self.at :].partition("\\E")
                self.at += len(literal) + len(found)
                items = [self.chars(1 << ord(one)) for one in literal]
                last = self.quantified(items.pop()) if items else None
                return Sequence((*items, *([] if last is None else [last])))
            case "E":
                return None
            case "K":
                return Anchor("K")
            case "R":
                pair = Sequence((Chars(charset.of("\r")), Chars(charset.of("\n"))))
                return Group(Choice((pair, Chars(charset.VERTICAL))), None, None, True)
            case "g" | "k":
                return self._reference(character)
        if character in "123456789":
            return self._numbered(character)
        self.at -= 1
        return self.chars(self._escaped_mask())

    def _reference(self, character: str) -> Node:
        for opening, closing in (("{", "}"), ("<", ">"), ("'", "'")):
            if self.take(opening):
                if character == "g" and opening != "{":
                    raise UnsupportedError  # a subroutine
                name = self.until(closing)
                return self._back(name)
        digits = ""
        while self.text[self.at : self.at + 1].isdecimal():
            digits += self.text[self.at]
            self.at += 1
        return self._back(digits)

    def _back(self, name: str) -> Node:
        if name.lstrip("-").isdecimal():
            number = int(name)
            return Back(self.groups + 1 + number if number < 0 else number)
        if not name or not name.replace("_", "a").isalnum():
            raise UnsupportedError
        return Back(name)

    def _numbered(self, first: str) -> Node:
        digits = first
        while self.text[self.at : self.at + 1].isdecimal():
            digits += self.text[self.at]
            self.at += 1
        if len(digits) > 1:
            raise UnsupportedError  # \12 is a back reference or an octal number, by the number of groups
        return Back(int(digits))

    def _escaped_mask(self) -> int:
        """The set of an escape that stands for bytes, in or outside brackets; the backslash is read."""
        character = self.text[self.at]
        self.at += 1
        if character in _CLASSES:
            return _CLASSES[character]
        if character in _CONTROLS:
            return 1 << _CONTROLS[character]
        match character:
            case "c":
                code = ord(self.text[self.at].upper()) ^ 64
                self.at += 1
                return 1 << code
            case "x":
                return self._hexadecimal()
            case "0":
                digits = self.text[self.at : self.at + 2]
                count = len(digits) - len(digits.lstrip("01234567"))
                self.at += count
                return 1 << int("0" + digits[:count], 8)
        if character.isalnum():
            raise UnsupportedError
        return 1 << ord(character)

    def _hexadecimal(self) -> int:
        if self.peek("{"):
            raise UnsupportedError  # the binding that proves what is claimed reads it as JavaScript does
        digits = self.text[self.at : self.at + 2]
        while digits and not all(one in "0123456789abcdefABCDEF" for one in digits):
            digits = digits[:-1]
        self.at += len(digits)
        return 1 << int(digits or "0", 16)

    def bracket(self) -> Node:
        negative = self.take("^")
        mask = 0
        first = True
        while first or not self.peek("]"):
            first = False
            if self.take("[:"):
                name = self.until(":]")
                turned = name.startswith("^")
                known = charset.POSIX.get(name.removeprefix("^"))
                if known is None:
                    raise UnsupportedError
                mask |= charset.ALL & ~known if turned else known
                continue
            if self.peek("\\Q") or self.peek("\\E") or self.peek("[.") or self.peek("[="):
                raise UnsupportedError
            low = self._member()
            dash = self.peek("-") and self.text[self.at + 1] != "]"
            if not dash or low.bit_count() != 1:
                mask |= low
                continue
            self.at += 1
            high = self._member()
            if high.bit_count() != 1:
                mask |= low | charset.of("-") | high
            else:
                mask |= charset.between(low.bit_length() - 1, high.bit_length() - 1)
        self.at += 1
        if "i" in self.flags:
            mask = charset.caseless(mask)
        return Chars(charset.ALL & ~mask if negative else mask)

    def _member(self) -> int:
        character = self.text[self.at]
        self.at += 1
        if character != "\\":
            return 1 << ord(character)
        if self.text[self.at] == "b":
            self.at += 1
            return 1 << 8
        if self.text[self.at] in "123456789BRXNK":
            raise UnsupportedError
        return self._escaped_mask()

    def group(self, depth: int) -> Node | None:
        if self.peek("*"):
            raise UnsupportedError
        if not self.take("?"):
            self.groups += 1
            return self._closed(self.groups, None, depth)
        for opening, ahead, negative in (
            ("=", True, False),
            ("!", True, True),
            ("<=", False, False),
            ("<!", False, True),
        ):
            if self.take(opening):
                item = self.alternatives(depth + 1)
                self._close()
                return Look(item, ahead, negative)
        if self.take("#"):
            self.until(")")
            return None
        if self.take(":"):
            return self._closed(None, None, depth)
        if self.take(">"):
            return self._closed(None, None, depth, atomic=True)
        if self.take("P="):
            return self._back(self.until(")"))
        for opening, closing in (("P<", ">"), ("<", ">"), ("'", "'")):
            if self.take(opening):
                name = self.until(closing)
                self.groups += 1
                self.names.setdefault(name, self.groups)
                return self._closed(self.groups, name, depth)
        return self._options(depth)

    def _closed(self, number: int | None, name: str | None, depth: int, *, atomic: bool = False) -> Group:
        item = self.alternatives(depth + 1)
        self._close()
        return Group(item, number, name, atomic)

    def _close(self) -> None:
        if not self.take(")"):
            raise UnsupportedError

    def _options(self, depth: int) -> Node | None:
        letters = ""
        while self.text[self.at] not in "):":
            letters += self.text[self.at]
            self.at += 1
        on, _, off = letters.partition("-")
        if not set(on + off) <= set("imsx"):
            raise UnsupportedError
        before = set(self.flags)
        self.flags |= set(on)
        self.flags -= set(off)
        if self.take(")"):
            return None
        self.at += 1
        group = self._closed(None, None, depth)
        self.flags = before
        return group
