"""The white space of the files, and what ``nginxlint format`` would put in its place."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from nginxlint.config.kept import kept
from nginxlint.syntax.layout import LayoutError, in_order, lay_out
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.edit import Edit
from nginxlint.text.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token, Tokens

Found = TypeVar("Found")

_WIDTH = 4
"""Spaces for each block in a text that doesn't show how many it takes."""

_TAB = 8
_MOST = 40
"""Characters of a word that messages show."""
_LINE_END = re.compile(r"\r*\n")


class Gap(NamedTuple):
    """The white space between two tokens, or at an end of the text.

    ``text`` is what is there, ``wanted`` what the layout has, with a tab for each block around what follows.
    ``left`` and ``right`` are the tokens on both sides, ``None`` at an end of the text. ``goes_on`` says that
    ``right`` belongs to a directive that was begun before, ``short`` that the gap is an edge of a block that
    stands on one line with one directive.
    """

    span: Span
    text: str
    wanted: str
    left: Token | None
    right: Token | None
    goes_on: bool = False
    short: bool = False

    @property
    def words(self) -> tuple[str, str]:
        """What stands on both sides, as it is written, cut short."""
        first, second = (
            "" if token is None else " ".join(token.raw.split()) for token in (self.left, self.right)
        )
        return _cut(first), _cut(second)

    def before(self, mark: str) -> bool:
        """Whether that mark comes next."""
        return self.right is not None and self.right.raw[:1] == mark

    def behind(self, *marks: str) -> bool:
        """Whether one of those marks comes before it."""
        return self.left is not None and self.left.is_mark and self.left in marks

    @property
    def begins_line(self) -> bool:
        """Whether ``right`` begins a line, as it should."""
        if self.right is None:
            return False
        return self.left is None or ("\n" in self.text and "\n" in self.wanted)

    @property
    def runs_on(self) -> bool:
        """Whether ``right`` should begin a line and doesn't."""
        return self.left is not None and "\n" in self.wanted and "\n" not in self.text

    @property
    def blank_lines(self) -> tuple[int, int]:
        """How many lines are blank in it, and how many of them the layout keeps."""
        full = self.left is not None
        return max(0, self.text.count("\n") - full), max(0, self.wanted.count("\n") - full)

    @property
    def depth(self) -> int:
        """How many blocks are around ``right``; one more where a directive goes on."""
        return len(self.wanted) - self.wanted.rfind("\n") - 1

    @property
    def indentation(self) -> Span:
        """The white space before ``right`` on its line."""
        source, start, end = self.span
        return Span(source, start + self.text.rfind("\n") + 1, end)

    def trailing(self) -> Iterator[Span]:
        """The white space at the ends of the lines that end in it."""
        source, at, _ = self.span
        lines = self.text.split("\n")
        for line in lines if self.right is None else lines[:-1]:
            blanks = line.rstrip("\r")
            if blanks:
                yield Span(source, at, at + len(blanks))
            at += len(line) + 1

    def line_ends(self) -> Iterator[Span]:
        """The ends of the lines that end in it: a line feed, with carriage returns before it."""
        source, start, _ = self.span
        for match in _LINE_END.finditer(self.text):
            yield Span(source, start + match.start(), start + match.end())

    def surplus(self, most: int) -> Span:
        """The first of its blank lines, so many that ``most`` are left."""
        source, start, _ = self.span
        ends = [end for _, _, end in self.line_ends()]
        if self.left is None:
            ends.insert(0, start)
        return Span(source, ends[0], ends[len(ends) - 1 - most])

    @property
    def in_lua(self) -> bool:
        """Whether it lies in a body of Lua, before its last brace: nothing in there is changed."""
        return self.left is self.right

    @property
    def parts_words(self) -> bool:
        """Whether it lies between two words of a line."""
        right = self.right
        return self.goes_on and self.wanted == " " and right is not None and right.raw[0] not in "#{"

    @property
    def is_aligned(self) -> bool:
        """Whether ``right`` stands below or above the word of the same number in a line near by."""
        assert self.right is not None
        source, _, end = self.span
        number = self.right.line
        place = len(source.text[source.line_starts[number - 1] : end].expandtabs(_TAB))
        nth = _columns(source.line(number)).index(place)
        near = (number - 2, number - 1, number + 1, number + 2)
        return any(
            place in _columns(source.line(other))[nth : nth + 1]
            for other in near
            if 1 <= other <= source.line_count
        )


class Spacing(NamedTuple):
    """The gaps of one file: those that begin or end a line, and those that the layout would change.

    ``unit`` is the white space that most lines take for each block around them, ``tabs`` says whether most
    lines that are indented are so with tabs.
    """

    source: Source
    gaps: list[Gap]
    unit: str
    tabs: bool

    def put_right(self, gap: Gap) -> Edit:
        """The edit that gives a gap its layout."""
        return Edit.replace(gap.span, gap.wanted.replace("\t", self.unit))

    def mixed(self) -> Iterator[Gap]:
        """The gaps whose indentation mixes tabs and spaces, or has what most lines of the file don't have."""
        other = " " if self.tabs else "\t"
        return (gap for gap in self.gaps if gap.begins_line and other in gap.indentation.text)

    def misindented(self, unit: str) -> Iterator[tuple[Gap, str]]:
        """The gaps whose indentation is wrong, though it is no mixture, each with the right one.

        ``unit`` is that for one block. The further lines of a directive may be indented as they like, so long
        as they are deeper than its first.
        """
        other = " " if self.tabs else "\t"
        for gap in self.gaps:
            if not gap.begins_line:
                continue
            lead = gap.indentation.text
            wanted = unit * gap.depth
            if lead == wanted or other in lead:
                continue
            # A lone `;` may also stand right below the directive that it ends.
            least = len(wanted) - len(unit) + (not gap.before(";"))
            if not gap.goes_on or gap.before("{") or len(lead) < least:
                yield gap, wanted


@kept
def spacings(configuration: Configuration) -> list[Spacing]:
    """The white space of each file that can be laid out: none that is broken or a template."""
    found = []
    for document in configuration.documents():
        if (
            document.repaired
            or document.placeholders
            or not (document.tokens.items or document.tokens.comments)
        ):
            continue
        try:
            laid = lay_out(document.source.text, "\t").text
        except LayoutError:
            continue
        gaps = list(_gaps(document.tokens, tokenize(Source("", laid))))
        found.append(Spacing(document.source, gaps, *_usual(gaps)))
    return found


def grouped(found: Iterable[Found], most: int) -> list[list[Found]]:
    """Each of them alone, or all together if there are more than ``most``."""
    every = list(found)
    return [[one] for one in every] if len(every) <= most else [every]


def indent_of(name: str) -> str:
    """The white space that ``tab`` or a number of spaces means."""
    return "\t" if name == "tab" else " " * int(name)


def _columns(line: str) -> list[int]:
    """Where the words of a line begin."""
    return [match.start() for match in re.finditer(r"\S+", line.expandtabs(_TAB))]


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 3] + "..."


def _gaps(tokens: Tokens, laid: Tokens) -> Iterator[Gap]:
    source, text, wanted = tokens.source, tokens.source.text, laid.source.text
    short = _short_blocks(tokens)
    left: Token | None = None
    goes_on = False
    depth = at = put = 0
    for (token, end), (other, other_end) in zip(in_order(tokens), in_order(laid), strict=True):
        white, right = text[at : token.start], wanted[put : other.start]
        if left is None or white != right or "\n" in right:
            span = Span(source, at, token.start)
            yield Gap(span, white, right, left, token, goes_on, token.start in short)
        if token.is_mark:
            goes_on = False
            depth += {"{": 1, "}": -1}.get(token, 0)
        elif token.quote == "{":
            # A body of Lua is its author's, but its brace closes a block as others do.
            line = text.rfind("\n", token.start, end)
            if line >= 0 and text[line : end - 1].isspace():
                yield Gap(
                    Span(source, line, end - 1), text[line : end - 1], "\n" + "\t" * depth, token, token
                )
        elif token[:1] != "#" or token.quote:
            goes_on = True
        at, put, left = end, other_end, token
    yield Gap(Span(source, at, len(text)), text[at:], wanted[put:], left, None)


def _short_blocks(tokens: Tokens) -> set[int]:
    """Where the directive and the ``}`` of a block begin that stands on one line with one directive."""
    found: set[int] = set()
    items, text = tokens.items, tokens.source.text
    for first, last in tokens.matches.items():
        # What is between the two is one directive: the next mark is the last word but one.
        if last > first + 1 and items[last - 1] == ";" and not items[last - 1].quote:
            start, end = items[first].end, items[last].start
            at = first + 1
            while not items[at].is_mark:
                at += 1
            if at == last - 1 and text.find("\n", start, end) < 0:
                found.update((items[first + 1].start, end))
    return found


def _usual(gaps: list[Gap]) -> tuple[str, bool]:
    """The unit of the indentation, and whether more lines begin with tabs than with spaces."""
    units: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for gap in gaps:
        if gap.begins_line and not gap.goes_on:
            lead = gap.indentation.text
            kinds[lead[:1]] += 1
            if lead and gap.depth and len(lead) % gap.depth == 0 and len(set(lead)) == 1:
                units[lead[: len(lead) // gap.depth]] += 1
    tabs = kinds["\t"] > kinds[" "]
    usual = [unit for unit, _ in units.most_common() if (unit[0] == "\t") == tabs]
    return usual[0] if usual else "\t" if tabs else " " * _WIDTH, tabs
