"""Gives crossplane our tokens and takes its tree back.

crossplane has no public entry for tokens: ``crossplane.parser.parse`` calls the module's ``lex`` with the
file name it was given. Here the file name is a ``str`` that carries the tokens, so any number of
threads may parse at once and crossplane's own use of ``lex`` stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossplane import parser as crossplane_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.syntax.tokens import Token, Tokens

MAX_DEPTH = 500
"""Blocks inside blocks that are read; crossplane recurses once for each."""

_lex_file = crossplane_parser.lex


class TooDeepError(Exception):
    """Blocks are nested deeper than ``MAX_DEPTH``."""


class CrossplaneError(Exception):
    """crossplane refused tokens that nginx's grammar allows."""


class _TokenFile(str):
    """A file name that brings its tokens along."""

    __slots__ = ("tokens",)
    tokens: Tokens


def _lex(filename: str) -> Iterator[tuple[str, int, bool]]:
    if isinstance(filename, _TokenFile):
        # crossplane copies the line number into its tree as it is: the index of the token says more.
        # Of the third part it only asks whether it is true.
        items = filename.tokens.items
        quoted: list[Any] = [token.quote for token in items]
        return zip(items, range(len(items)), quoted, strict=True)
    return _lex_file(filename)  # type: ignore[no-any-return]


crossplane_parser.lex = _lex


def parse(tokens: Tokens) -> list[dict[str, Any]]:
    """crossplane's tree of ``tokens``: its directives as dictionaries, comments left out.

    ``line`` in the dictionaries is the index of the directive's token in ``tokens.items``; names and
    arguments are the tokens themselves. ``tokens`` must be free of faults.

    Raises ``TooDeepError`` before crossplane's recursion could fail, and ``CrossplaneError`` if
    crossplane reports anything.
    """
    if tokens.depth > MAX_DEPTH:
        raise TooDeepError(tokens.depth)
    name = _TokenFile(tokens.source.name)
    name.tokens = tokens
    payload = crossplane_parser.parse(
        name, single=True, comments=False, strict=False, check_ctx=False, check_args=False
    )
    if payload["errors"]:
        raise CrossplaneError(payload["errors"][0]["error"])
    parsed: list[dict[str, Any]] = payload["config"][0]["parsed"]
    return parsed


def terminator(tokens: Tokens, index: int) -> int:
    """The index of the ``;`` or ``{`` that ends the directive whose name has ``index``."""
    items = tokens.items
    index += 1
    token: Token = items[index]
    while not token.is_mark:
        index += 1
        token = items[index]
    return index
