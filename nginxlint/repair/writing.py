"""Says what a reading of a broken text has put in, left out or replaced, and makes the edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nginxlint.repair.layout import width
from nginxlint.repair.mistake import Mistake
from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from nginxlint.repair.draft import Draft
    from nginxlint.repair.reading import Action, Frame, Reader

MOST = 1000
"""Mistakes that are told of in one text; the rest are mended without a word."""


class Writer:
    """Turns the edits of a reading into mistakes, and makes them."""

    def __init__(self, draft: Draft, reader: Reader) -> None:
        self.draft = draft
        self.reader = reader
        self.items = reader.items
        self.text = draft.text
        self.eol = "\r\n" if "\r\n" in self.text else "\n"
        self.edits: list[Edit] = []
        self.placed: dict[int, int] = {}
        self.floor = 0  # edits come in the order of the text

    def write(self, actions: list[Action]) -> list[Mistake]:
        mistakes: list[Mistake] = []
        bare: dict[int, Action] = {
            id(action.frame): action for action in actions if action.kind == "bare-close"
        }
        for action in actions:
            if len(mistakes) >= MOST:
                mistakes = mistakes[:MOST]
            match action.kind:
                case "close":
                    mistakes.append(self._missing_close(action))
                case "drop-close":
                    mistakes.append(self._surplus_close(action))
                case "semicolon" | "semicolon-for-sign":
                    mistakes.append(self._missing_semicolon(action))
                case "open":
                    mistakes.append(self._missing_open(action))
                case "open-for-semicolon":
                    mistakes.append(self._semicolon_for_open(action))
                case "semicolon-for-open":
                    mistakes.append(self._open_for_semicolon(action))
                case "drop-semicolon":
                    mistakes.append(self._surplus_semicolon(action))
                case "drop-open" | "bare-open":
                    mistakes.append(self._surplus_open(action, bare.get(id(action.frame))))
                case _:
                    pass
        self.draft.apply(self.edits)
        return mistakes

    # -- words ---------------------------------------------------------------------------------

    def _line(self, offset: int) -> int:
        return self.draft.span(offset, offset).line

    def _head(self, frame: Frame) -> str:
        a, b = frame.words
        return _shorten(" ".join(token.raw for token in self.items[a:b]) or "{")

    def _frame_span(self, frame: Frame) -> tuple[int, int]:
        a, b = frame.words
        if a == b:
            token = self.items[min(a, len(self.items) - 1)]
            return token.start, token.end
        return self.items[a].start, self.items[b - 1].end

    def _record(self, start: int, end: int, text: str) -> Edit:

        self.edits.append(Edit(self.draft.source, start, end, text))
        self.floor = max(self.floor, end)
        return self.draft.edit(start, end, text)

    # -- mistakes ------------------------------------------------------------------------------

    def _missing_close(self, action: Action) -> Mistake:
        frame = action.frame
        assert frame is not None
        offset, text = self._place(action.at, frame)
        if offset < self.floor:
            offset, text = self.floor, "}"
        head = self._head(frame)
        start, end = self._frame_span(frame)
        before = self.items[action.at - 1] if action.at else None
        line = self._line(before.end if before is not None else 0)
        if action.at < len(self.items) and self.items[action.at] != "}":
            after = self.items[action.at]
            then = (
                f"nginx takes `{_shorten(after.raw)}` on line {self._line(after.start)} for a part of it"
                " and refuses to start"
            )
        else:
            then = "nginx reads to the end of the file and refuses to start"
        return Mistake(
            "missing-closing-brace",
            "error",
            self.draft.span(offset, offset),
            "`}` is missing here",
            f"`{head}` that opens on line {self._line(start)} is never closed: {then}",
            f"Write `}}` after line {line}.",
            ((self.draft.span(start, end), "this block stays open"),),
            (self._record(offset, offset, text),),
            "put in the missing `}`",
        )

    def _place(self, at: int, frame: Frame) -> tuple[int, str]:
        """Where the ``}`` of ``frame`` goes that is missing before the token at ``at``, and its text."""
        text, items = self.text, self.items
        begin = items[at - 1].end if at else 0
        stop = items[at].start if at < len(items) else len(text)
        opener = frame.words[0]
        own = self.reader.indents.of(opener)
        lead = ""
        if own is not None:
            line = text.rfind("\n", 0, items[opener].start) + 1
            lead = text[line : items[opener].start]
        earlier = self.placed.get(at)
        if earlier is not None:
            return earlier, f"{self.eol}{lead}}}" if text.find("\n", begin, stop) >= 0 else "}"
        offset, written = self._first_place(begin, stop, own, lead, frame)
        self.placed[at] = offset
        return offset, written

    def _first_place(
        self, begin: int, stop: int, own: int | None, lead: str, frame: Frame
    ) -> tuple[int, str]:
        text = self.text
        opened = self.items[frame.opener - 1].end if frame.opener else 0
        one_line = text.find("\n", opened, begin) < 0
        line_end = text.find("\n", begin, stop)
        if line_end < 0 and stop < len(text):
            return begin, " }" if text[begin:stop].isspace() else "}"
        if one_line and own is not None and opened < begin:
            return begin, " }"
        here = len(text) if line_end < 0 else line_end
        lines: list[tuple[int, str]] = []
        at = line_end + 1
        while line_end >= 0 and at < len(text):
            following = text.find("\n", at, stop)
            last = following < 0
            lines.append((at, text[at : stop if last else following]))
            if last:
                break
            at = following + 1
        first = 0
        for number, (_, content) in enumerate(lines):
            bare = content.lstrip(" \t")
            if bare.startswith("#") and width(content[: len(content) - len(bare)]) > (own or 0):
                first = number + 1
        more_lines = [entry for entry in lines[first:] if entry[0] < len(text)]
        if first and first <= len(lines):
            here = lines[first - 1][0] + len(lines[first - 1][1])
        if not more_lines:
            here -= text[here - 1 : here] == "\r"
            return here, f"{self.eol}{lead}}}"
        start, content = more_lines[0]
        blank = not content.strip()
        is_last = start + len(content) == stop and stop < len(text)
        if blank and not is_last and content.strip("\r"):
            return start + len(content.rstrip("\r")), "}"
        if blank and not is_last and not content.strip("\r") and stop == len(text):
            return start, lead + "}"
        return start, f"{lead}}}{self.eol}"

    def _surplus_close(self, action: Action) -> Mistake:
        token = self.items[action.at]
        start, end = token.start, token.end
        cut_start, cut_end = self._whole_line(start, end)
        cut_start = max(cut_start, self.floor)
        return Mistake(
            "unexpected-closing-brace",
            "error",
            self.draft.span(start, end),
            "one `}` too many",
            f"the `}}` on line {self._line(start)} has no block to close: nginx refuses to start",
            "Take it out.",
            (),
            (self._record(cut_start, cut_end, ""),),
            "take out the surplus `}`",
        )

    def _whole_line(self, start: int, end: int) -> tuple[int, int]:
        """The line that holds nothing but ``[start:end]``, or just that."""
        text = self.text
        line = text.rfind("\n", max(0, start - 200), start) + 1
        stop = text.find("\n", end, end + 200)
        alone = not text[line:start].strip() and (
            (stop >= 0 and not text[end:stop].strip()) or (stop < 0 and not text[end:].strip())
        )
        if not alone or (line == 0 and start > 200):
            return start, end
        return line, (len(text) if stop < 0 else stop + 1)

    def _missing_semicolon(self, action: Action) -> Mistake:
        items, at, a = self.items, action.at, action.begin
        last = items[at - 1]
        piece = _shorten(" ".join(token.raw for token in items[a:at]), 60)
        line = self._line(last.end)
        name = _shorten(items[a].raw)
        sign = action.kind == "semicolon-for-sign"
        if at < len(items) and items[at] != "}":
            after = items[at]
            then = (
                f"nginx reads `{_shorten(after.raw)}` on line {self._line(after.start)} as an argument of"
                f" `{name}` and refuses to start"
            )
        elif at < len(items):
            then = f"nginx meets `}}` on line {self._line(items[at].start)} and refuses to start"
        else:
            then = "nginx reads to the end of the file and refuses to start"
        comment = self._comment_with_semicolon(last.end)
        if sign:
            wrong = last.raw[-1:]
            span = self.draft.span(last.end - 1, last.end)
            return Mistake(
                "missing-semicolon",
                "error",
                span,
                f"`;` belongs here, not `{wrong}`",
                f"`{name}` on line {line} ends in `{wrong}` instead of `;`: {then}",
                f"Write `{piece[:-1].rstrip()};`.",
                (),
                (self._record(last.end - 1, last.end, ";"),),
                f"replace `{wrong}` by `;`",
                safe=False,
            )
        message = f"`;` is missing after `{_shorten(last.raw)}` on line {line}: {then}"
        help_ = f"Write `{piece};`."
        if comment:
            message = f"the `;` on line {line} is part of a comment, so `{name}` has none: {then}"
            help_ = f"Write `{piece};` before the comment."
        return Mistake(
            "missing-semicolon",
            "error",
            self.draft.span(last.end, last.end),
            "`;` is missing here",
            message,
            help_,
            (),
            (self._record(last.end, last.end, ";"),),
            "put in the missing `;`",
            safe=True,
        )

    def _comment_with_semicolon(self, offset: int) -> bool:
        text = self.text
        stop = text.find("\n", offset)
        rest = text[offset : len(text) if stop < 0 else stop].strip()
        return rest.startswith("#") and rest.endswith(";")

    def _missing_open(self, action: Action) -> Mistake:
        items, at, a = self.items, action.at, action.begin
        last = items[at - 1]
        piece = _shorten(" ".join(token.raw for token in items[a:at]), 60)
        offset, text = max(last.end, self.floor), " {"
        if self.text[offset : offset + 1] == " ":
            offset, text = offset + 1, "{"
            if self.text[offset : offset + 1] not in ("\n", "\r", " ", ""):
                text = "{ "
        line = self._line(last.end)
        if at < len(items) and items[at] != "}":
            after = items[at]
            then = (
                f"nginx reads `{_shorten(after.raw)}` on line {self._line(after.start)} as an argument of"
                f" `{_shorten(items[a].raw)}` and refuses to start"
            )
        else:
            then = "nginx refuses to start"
        return Mistake(
            "missing-opening-brace",
            "error",
            self.draft.span(offset, offset),
            "`{` is missing here",
            f"`{{` is missing after `{_shorten(last.raw)}` on line {line}: {then}",
            f"Write `{piece} {{`.",
            (),
            (self._record(offset, offset, text),),
            "put in the missing `{`",
            safe=False,
        )

    def _semicolon_for_open(self, action: Action) -> Mistake:
        token = self.items[action.at]
        piece = _shorten(" ".join(item.raw for item in self.items[action.begin : action.at]), 60)
        return Mistake(
            "missing-opening-brace",
            "error",
            self.draft.span(token.start, token.end),
            "`{` belongs here",
            f"`{piece}` on line {self._line(token.start)} needs a block and ends in `;`: nginx refuses to"
            " start",
            f"Write `{piece} {{`.",
            (),
            (self._record(token.start, token.end, " {"),),
            "replace `;` by `{`",
        )

    def _open_for_semicolon(self, action: Action) -> Mistake:
        token = self.items[action.at]
        piece = _shorten(" ".join(item.raw for item in self.items[action.begin : action.at]), 60)
        return Mistake(
            "missing-semicolon",
            "error",
            self.draft.span(token.start, token.end),
            "`;` belongs here",
            f"`{piece}` on line {self._line(token.start)} takes no block, yet `{{` follows it: nginx"
            " refuses to start",
            f"Write `{piece};`.",
            (),
            (self._record(token.start, token.end, ";"),),
            "replace `{` by `;`",
        )

    def _surplus_semicolon(self, action: Action) -> Mistake:
        token = self.items[action.at]
        before = self.items[action.at - 1] if action.at else None
        line = self._line(token.start)
        related: tuple[Any, ...] = ()
        if before is not None and before == "}" and not before.quote:
            rule, what = "semicolon-after-block", "the `}` before it already ends the block"
        elif before is not None and before == "{" and not before.quote:
            rule, what = "unexpected-semicolon", "no directive stands before it"
        else:
            rule, what = "unexpected-semicolon", "the directive before it has already ended"
        return Mistake(
            rule,
            "error",
            self.draft.span(token.start, token.end),
            "this `;` ends nothing",
            f"the `;` on line {line} ends nothing, {what}: nginx refuses to start",
            "Take it out.",
            related,
            (self._record(token.start, token.end, ""),),
            "take out the surplus `;`",
            safe=True,
        )

    def _surplus_open(self, action: Action, partner: Action | None) -> Mistake:
        token = self.items[action.at]
        edits = [self._record(token.start, token.end, "")]
        related: tuple[Any, ...] = ()
        if partner is not None:
            close = self.items[partner.at]
            self.edits.append(Edit(self.draft.source, close.start, close.end, ""))
            edits.append(self.draft.edit(close.start, close.end, ""))
            related = ((self.draft.span(close.start, close.end), "and the `}` that closes it"),)
        return Mistake(
            "unexpected-opening-brace",
            "error",
            self.draft.span(token.start, token.end),
            "no directive stands before this `{`",
            f"the `{{` on line {self._line(token.start)} opens a block without a name: nginx refuses to"
            " start",
            "Write the directive that the block belongs to, or take the braces out.",
            related,
            tuple(edits),
            "take out the nameless braces",
        )


def _shorten(text: str, limit: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3] + "..."
