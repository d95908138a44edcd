"""One file in its layout, or the reason why it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.loader import load
from nginxlint.syntax.layout import LayoutError, lay_out, same_tokens
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from nginxlint.config.complaint import Complaint
    from nginxlint.nginx.dialect import Dialect

_WHITE = b" \t\r\n"


class Formatted(NamedTuple):
    """What formatting a text came to.

    ``text`` is its layout, ``None`` if it was left alone: because of the ``problem``, in words that go after
    the file's name, or because it ``is_template``.
    """

    text: str | None
    problem: str = ""
    is_template: bool = False


def formatted(source: Source, indent: str, dialect: Dialect) -> Formatted:
    """Lay a text out, unless its structure is broken: its indentation may be all that shows where.

    What comes back has the same tokens as the text, which is proven each time.
    """
    sketch, laid, problem = source.text, None, ""
    try:
        laid, sketch = lay_out(source.text, indent)
    except LayoutError as error:
        problem = f": {error}"
    found = load(tokenize(Source(source.name, sketch, encoding=source.encoding)), dialect)
    if laid is not None and found.complaints:
        found = load(tokenize(source), dialect)
    # Values that are put into a text later leave its lines as they are; what else a template holds may not.
    complaints = [complaint for complaint in found.complaints if not _is_value(complaint)]
    if any(complaint.rule == "unrendered-template" for complaint in complaints):
        return Formatted(None, is_template=True)
    if complaints:
        first = min(complaints, key=lambda complaint: complaint.severity != "error")
        place = "" if first.span is None else ":{}:{}".format(*first.span.first)
        return Formatted(None, f"{place}: {first.message} [{first.rule}]")
    if laid is not None and not same_tokens(source.text, laid):
        laid, problem = None, ": its layout would not have the same tokens, which is a mistake in nginxlint"
    return Formatted(laid, problem)


def _is_value(complaint: Complaint) -> bool:
    """Whether a complaint is about a ``${NAME}`` only."""
    span = complaint.span
    return complaint.rule == "unrendered-template" and span is not None and span.text.startswith("$")


def kept_lines(before: bytes, after: bytes) -> list[int]:
    """For each line of ``after`` which line of ``before`` it is, or -1; both differ in white space only."""
    old = _measured(before)
    kept: list[int] = []
    at = 0
    for line in _measured(after):
        reach = line[0]
        while at < len(old) and old[at][0] < reach:
            at += 1
        same = at
        while same < len(old) and old[same] != line and old[same][0] == reach:
            same += 1
        if same < len(old) and old[same] == line:
            kept.append(same)
            at = same + 1
        else:
            kept.append(-1)
    return kept


def _measured(text: bytes) -> list[tuple[int, bytes]]:
    """Lines, each with how much other than white space stands before its end."""
    found = []
    reach = 0
    for line in text.split(b"\n"):
        reach += len(line.translate(None, _WHITE))
        found.append((reach, line))
    return found
