"""Quotes that nginx takes off again without having needed them (ngx_conf_read_token)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

_PLAIN = re.compile(r"[\w./:$@%+=,*?&-]+", re.ASCII)
"""Texts that mean the same without quotes, and look like one word."""

_TEXTS = frozenset(("log_format", "if", "location", "rewrite", "set", "return", "add_trailer"))
"""Directives of which quotes are a habit: texts, patterns and conditions."""


def needless_quotes(configuration: Configuration) -> Iterator[tuple[Directive, Token]]:
    """The quoted words of directives that could go without quotes."""
    find = configuration.dialect.find
    for line in configuration.everything:
        for word in line.args:
            if not word.quote or not _is_plain(word) or _is_habit(str(line.name)):
                continue
            # In a map or the like a line is no directive.
            if line.context is not None and find(str(line.name), line.context) is not None:
                yield line, word


def _is_plain(word: Token) -> bool:
    return word.quote != "{" and word.raw[1:-1] == word and _PLAIN.fullmatch(word) is not None


def _is_habit(name: str) -> bool:
    return name in _TEXTS or name.endswith(("_header", "_headers", "_param"))
