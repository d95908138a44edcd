"""Files become documents: read once, decoded, split into tokens, repaired if broken, parsed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nginxlint.config.complaint import Complaint
from nginxlint.config.contexts import commented_context, infer
from nginxlint.repair import examine
from nginxlint.syntax import bridge
from nginxlint.syntax.tokens import tokenize
from nginxlint.syntax.tree import Document
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from nginxlint.nginx.dialect import Dialect
    from nginxlint.repair import Mistake
    from nginxlint.syntax.tokens import Tokens

_MISPLACED = "misplaced"
BLOCK_CONTEXTS = frozenset({"main", "http", "server", "location", "stream", "stream-server", "mail"})
"""Contexts whose blocks are looked into for blocks that stand in a wrong place."""


class Loaded:
    """A document with what was wrong with its text.

    ``raw`` are the tokens as written (``document.tokens`` may be repaired). ``context`` is what its
    structure was judged in.
    """

    __slots__ = ("complaints", "context", "document", "raw")

    def __init__(
        self,
        document: Document,
        raw: Tokens,
        context: str | None,
        complaints: tuple[Complaint, ...] = (),
    ) -> None:
        self.document = document
        self.raw = raw
        self.context = context
        self.complaints = complaints


def load(tokens: Tokens, dialect: Dialect, context: str | None = None) -> Loaded:
    """Make a document of a text, whatever is in it.

    ``context`` is where its top level stands, ``None`` if only its content can tell.
    """
    source = tokens.source
    if _is_binary(source.text):
        return _binary(source, tokens)
    if tokens.depth > bridge.MAX_DEPTH:
        return _too_deep(source, tokens, context)
    context = context or commented_context(tokens)
    examined = examine(tokens, dialect, context)
    if examined.tokens.depth > bridge.MAX_DEPTH:
        return _too_deep(source, examined.tokens, context)
    parsed = bridge.parse(examined.tokens)
    known = context or infer(examined.tokens, dialect)
    if not examined.mistakes and known is not None and _is_misplaced(parsed, known, dialect):
        # A brace too few and one too many cancel out for nginx's reader: only the places show it.
        closer = examine(tokens, dialect, context, closely=True)
        if closer.mistakes and closer.tokens.depth <= bridge.MAX_DEPTH:
            examined = closer
            parsed = bridge.parse(examined.tokens)
            known = context or infer(examined.tokens, dialect)
    document = Document(
        source,
        examined.tokens,
        parsed,
        repaired=examined.tokens is not tokens,
        placeholders=examined.placeholders,
    )
    return Loaded(document, tokens, known, tuple(_complaint(one) for one in examined.mistakes))


def _complaint(mistake: Mistake) -> Complaint:
    return Complaint(
        rule=mistake.rule,
        severity=mistake.severity,
        source=mistake.span.source,
        span=mistake.span,
        message=mistake.message,
        label=mistake.label,
        help=mistake.help,
        related=mistake.related,
        edits=mistake.edits,
        fix_message=mistake.fix_message,
        safe=mistake.safe,
    )


def _is_misplaced(parsed: list[dict[str, Any]], context: str, dialect: Dialect) -> bool:
    """Whether a block stands where its directive may not, though it may elsewhere."""
    for item in parsed:
        if "block" not in item:
            continue
        inner = _opened(dialect, str(item["directive"]), context)
        if inner is _MISPLACED or (inner in BLOCK_CONTEXTS and _is_misplaced(item["block"], inner, dialect)):
            return True
    return False


@lru_cache(maxsize=1024)
def _opened(dialect: Dialect, name: str, context: str) -> str | None:
    """The context that a block opens, ``_MISPLACED`` if it may only stand elsewhere."""
    fact = dialect.find(name, context)
    if fact is None:
        return _MISPLACED if dialect.contexts(name) else None
    return dialect.child_context(fact, context, name)


def _is_binary(text: str) -> bool:
    start = text[:8192]
    if "\0" not in start:
        return False
    strange = sum(1 for char in start if char < " " and char not in "\t\r\n\f\v\x1b")
    return strange * 10 > len(start)


def _binary(source: Source, tokens: Tokens) -> Loaded:
    complaint = Complaint(
        rule="config-not-loadable",
        severity="error" if tokens.faults else "warning",
        source=source,
        span=None,
        message=f"`{source.name}` is not text: nginx cannot read a configuration from it",
        help="Take the file out of the folder that nginx includes, or restore it from a copy.",
    )
    return Loaded(Document(source, tokenize(Source(source.name, "")), []), tokens, None, (complaint,))


def _too_deep(source: Source, tokens: Tokens, context: str | None) -> Loaded:
    depth = 0
    place = None
    for token in tokens.items:
        if token.is_mark and token == "{":  # noqa: S105
            depth += 1
            if depth > bridge.MAX_DEPTH:
                place = token.span
                break
        elif token.is_mark and token == "}":  # noqa: S105
            depth -= 1
    complaint = Complaint(
        rule="nesting-too-deep",
        severity="warning",
        source=source,
        span=place,
        label=f"block number {bridge.MAX_DEPTH + 1} inside the others",
        message=(
            f"blocks are nested {tokens.depth} deep: nginxlint follows {bridge.MAX_DEPTH}, "
            "so nothing else in this file was checked"
        ),
        help="Check whether a tool wrote this file and repeats an opening line.",
    )
    return Loaded(Document(source, tokenize(Source(source.name, "")), []), tokens, context, (complaint,))
