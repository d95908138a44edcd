"""What the repair of a broken text gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from nginxlint.syntax.tokens import Tokens
    from nginxlint.text.edit import Edit
    from nginxlint.text.source import Span

Severity = Literal["error", "warning", "info"]


class Mistake(NamedTuple):
    """One slip in a text's structure.

    ``rule`` is a rule's id. ``span`` is the place in the text as it was read that must change, without
    width where something is missing; ``label`` captions it. ``message`` says what is wrong and what
    nginx does because of it, ``help`` what to write instead. ``related`` are further places with
    their captions. ``edits`` mend it in the text as it was read, ``fix_message`` says what they do;
    ``safe`` tells that no other reading is likely.

    ``error``: nginx refuses the text because of it. ``warning``: nginx accepts it and does something
    else than it seems to say. ``info``: the text is not what nginx is meant to read.
    """

    rule: str
    severity: Severity
    span: Span
    label: str
    message: str
    help: str | None = None
    related: tuple[tuple[Span, str], ...] = ()
    edits: tuple[Edit, ...] = ()
    fix_message: str = ""
    safe: bool = False


class Repaired(NamedTuple):
    """The mistakes of a text, in their order, and the tokens that it has without them.

    ``tokens`` are free of faults, and their places lie in the text as it was read; what the repair
    put in has no width. Mistakes that nginx accepts (warnings) are left in the tokens: they
    are what nginx reads. ``placeholders`` are the template marks that stand for something unknown.
    """

    mistakes: tuple[Mistake, ...]
    tokens: Tokens
    placeholders: tuple[Span, ...] = ()
