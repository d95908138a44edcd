"""Where a fragment belongs: from a comment, from an option, or from the directives in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.syntax.tokens import Tokens

_COMMENT = re.compile(r"#\s*(?:nginxlint:\s*context=|nginx-lint:context\s+)([\w,\s-]+?)\s*(?:$|[^\w,\s-])")

_MAIN_BLOCK = re.compile(r"\b(?:events|http|stream|mail)[\"']?\s*(?:#[^\n]*\s*)*\{")

_NESTED = {
    ("stream", "server"): "stream-server",
    ("stream", "upstream"): "stream-upstream",
    ("mail", "server"): "mail-server",
    ("server", "if"): "if-in-server",
    ("location", "if"): "if-in-location",
    ("http", "if"): "if-in-server",
}
_PLACES = (
    "main",
    "events",
    "http",
    "server",
    "location",
    "upstream",
    "if",
    "limit_except",
    "stream",
    "mail",
    "map",
    "types",
    "geo",
)

_CANDIDATES = (
    "http",
    "server",
    "location",
    "main",
    "stream",
    "stream-server",
    "upstream",
    "mail",
    "mail-server",
    "events",
)
"""Contexts that a fragment may be written for, the usual ones first."""


class UnknownContextError(ValueError):
    """A word that names no context; the message lists those that there are."""


def context_of(path: str) -> str:
    """The context that ``http,server`` or the like means: that of its last word, inside the others.

    Raises ``UnknownContextError``.
    """
    words = [word.strip() for word in path.split(",") if word.strip()]
    if not words:
        raise UnknownContextError(f"no context is named; there are {', '.join(_PLACES)}")
    context = ""
    for word in words:
        if word not in _PLACES and word not in _CANDIDATES:
            raise UnknownContextError(f"`{word}` is no context; there are {', '.join(_PLACES)}")
        context = _NESTED.get((context.split("-")[0] if context else "", word), word)
    return "if-in-location" if context == "if" else context


def commented_context(tokens: Tokens) -> str | None:
    """The context that a ``# nginxlint: context=…`` comment gives, or ``None``.

    nginx-lint's form, ``# nginx-lint:context …``, counts too.
    """
    for comment in tokens.comments:
        if ("context=" in comment or ":context" in comment) and (match := _COMMENT.search(comment)):
            try:
                return context_of(match[1])
            except UnknownContextError:
                continue
    return None


def top_level(tokens: Tokens) -> list[tuple[str, str, tuple[str, ...]]]:
    """What stands at the top of a text: names, what ends each (``;``, ``{`` or ``""``), arguments.

    Works on broken texts too: what closes too often is passed over.
    """
    found = []
    depth = 0
    name: str | None = None
    args: list[str] = []
    for token in tokens.items:
        if not token.is_mark:
            if depth == 0:
                if name is None:
                    name = str(token)
                else:
                    args.append(str(token))
            continue
        if depth == 0 and name is not None:
            found.append((name, str(token), tuple(args)))
            name, args = None, []
        if token == "{":  # noqa: S105
            depth += 1
        elif token == "}":  # noqa: S105
            depth = max(0, depth - 1)
    if name is not None:
        found.append((name, "", tuple(args)))
    return found


def is_main(tokens: Tokens) -> bool:
    """Whether a text is a complete nginx.conf: it has ``events``, ``http``, ``stream`` or ``mail``."""
    if not _MAIN_BLOCK.search(tokens.source.text):
        return False
    return any(
        name in ("events", "http", "stream", "mail") and mark == "{" for name, mark, _ in top_level(tokens)
    )


def infer(tokens: Tokens, dialect: Dialect) -> str | None:
    """The context that a fragment's own directives show, ``None`` if they show none.

    The context that allows most of the top-level directives wins; of several, the one in which
    fragments are usual. A text in which fewer than half of the names are directives shows nothing.
    """
    named = top_level(tokens)
    if not named:
        return "http"
    names = [name for name, _, _ in named if name != "include"]
    if not names:
        return None
    known = [name for name in names if dialect.known(name)]
    if len(known) * 2 < len(names):
        return None
    if (decided := _by_servers(tokens, named, dialect)) is not None:
        return decided
    counts = {context: _fitting(known, context, dialect) for context in _CANDIDATES}
    best = max(counts.values())
    if best == 0:
        return None
    order: Sequence[str] = _CANDIDATES
    if "location" not in known and "server" not in known and counts["location"] == best:
        # Bare settings that fit everywhere are what one includes into a location or a server.
        order = ("location", "server", *_CANDIDATES)
    return next(context for context in order if counts[context] == best)


def _fitting(names: Iterable[str], context: str, dialect: Dialect) -> int:
    return sum(1 for name in names if context in dialect.contexts(name))


def _by_servers(
    tokens: Tokens, named: list[tuple[str, str, tuple[str, ...]]], dialect: Dialect
) -> str | None:
    """``server`` blocks stand in http, stream and mail alike: what is in them decides."""
    if not any(name == "server" and mark == "{" for name, mark, _ in named):
        return None
    names = [name for name, _, _ in named if name != "include"]
    inner: dict[str, int] = {"http": 0, "stream": 0, "mail": 0}
    depth = 0
    at_start = True
    for token in tokens.items:
        if token.is_mark:
            at_start = True
            if token == "{":  # noqa: S105
                depth += 1
            elif token == "}":  # noqa: S105
                depth = max(0, depth - 1)
            continue
        if at_start and depth == 1:
            contexts = dialect.contexts(str(token))
            inner["http"] += "server" in contexts
            inner["stream"] += "stream-server" in contexts
            inner["mail"] += "mail-server" in contexts
        at_start = False
    best = max(inner.values())
    part = next(part for part, count in inner.items() if count == best)
    fitting = _fitting([name for name in names if dialect.known(name)], part, dialect)
    main = _fitting([name for name in names if dialect.known(name)], "main", dialect)
    return part if fitting >= main else None
