"""What happens where a variable is read that is empty.

Often nothing that matters: an ``if`` counts it as no, a header field without a value is not sent, a request
without a key is not limited.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from nginxlint.config.blocks.upstreams import PASSES
from nginxlint.config.variables.client import is_tested

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.config.variables.variables import Use
    from nginxlint.syntax.tree import Directive

Effect = Literal["none", "text", "breaks"]

_ANSWERS = frozenset(
    (
        "limit_req_zone",
        "limit_conn_zone",
        "log_format",
        "expires",
        "charset",
        "add_header",
        "add_trailer",
        *(f"{family}_cache" for family in ("proxy", "fastcgi", "uwsgi", "scgi")),
    )
)
"""Directives that take an argument without text for "no" or "none"."""

_FOLDERS = frozenset(("root", "alias"))
_CERTIFICATES = frozenset(("ssl_certificate", "ssl_certificate_key"))


def effect(configuration: Configuration, use: Use) -> Effect:
    """What an empty variable does to the directive that reads it.

    ``none``: empty is an answer of its own there, or an ``if`` has asked for the variable. ``breaks``:
    requests fail.
    """
    directive, name = use.directive, str(use.directive.name)
    word = use.word
    alone = use.use.end - use.use.start == len(word)
    if name == "if":
        return (
            "none" if use.arg == 0 or word.startswith("(") or directive.words[use.arg - 1] == "(" else "text"
        )
    if _is_asked_for(directive, f"${use.use.name.lower()}"):
        return "none"
    if name == "access_log" and word.startswith("if="):
        return "none"
    fact = None if directive.context is None else configuration.dialect.find(name, directive.context)
    kind = None if fact is None else fact.kind
    if kind == "predicate" or (alone and (name in _ANSWERS or name.endswith("_set_header"))):
        return "none"
    if name == "log_format":
        return "none"
    if name in PASSES and not _host(str(word)):
        return "breaks"
    if alone and (name in _CERTIFICATES or name in _FOLDERS):
        return "breaks"
    return "text"


def consequence(use: Use) -> str:
    """What happens to requests where an empty variable breaks the directive that reads it."""
    name = str(use.directive.name)
    if name in PASSES:
        return "requests fail with 500"
    return "files of nginx's own folder are served" if name in _FOLDERS else "TLS connections fail"


def matters(configuration: Configuration, use: Use) -> bool:
    """Whether it makes a difference to the directive that a variable is empty."""
    return effect(configuration, use) != "none"


def _is_asked_for(directive: Directive, variable: str) -> bool:
    """Whether an ``if`` around a directive, or one before it that returns, looks at the variable."""
    around = (block for block in directive.ancestors() if block.name == "if")
    return any(block.args and block.args[0].lower() == variable for block in around) or is_tested(
        directive, variable
    )


_VARIABLE = re.compile(r"\$(?:\{\w+\}|\w+)")


def _host(address: str) -> str:
    """What is left of the host in the address of a ``*_pass`` if its variables are empty."""
    left = _VARIABLE.sub("", address)
    return re.split("[/:?]", left.partition("://")[2] if "://" in left else left, maxsplit=1)[0]
