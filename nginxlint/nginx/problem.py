"""What is wrong with one directive, in nginx's eyes."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]


class Problem(NamedTuple):
    """One thing that nginx refuses or questions in a directive.

    ``rule`` is the id of the rule that reports it. ``arg`` says which argument it is about,
    -1 for the directive's name; ``start`` and ``end`` narrow that to a part of the argument's
    value (offsets in it), or are None. ``message`` says what is wrong and what happens,
    ``help`` what to write. ``replacement`` is the text to put in the argument's place if that is
    clear; ``safe`` says that it can only be meant so.
    """

    rule: str
    severity: Severity
    arg: int
    message: str
    help: str | None = None
    replacement: str | None = None
    safe: bool = False
    start: int | None = None
    end: int | None = None
