"""Whether a configuration has a directive at all, or one with a certain text: nobody else needs to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.kept import kept

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration

_MANY = 500
"""Directives of a name from which on looking at them costs more than a rule that finds nothing."""


@kept
def _said(_: Configuration) -> dict[str, str]:
    """The different arguments of all directives of a name, in lower case; filled as they are asked for."""
    return {}


def occurs(configuration: Configuration, wanted: str) -> bool:
    """Whether there is a directive of that name.

    Where a blank and a text follow the name (``listen ssl``), one of them must have the text in an argument;
    of very many that is not looked at.
    """
    name, _, text = wanted.partition(" ")
    directives = configuration.by_name.get(name)
    if directives is None or not text or len(directives) > _MANY:
        return directives is not None
    known = _said(configuration)
    if name not in known:
        known[name] = "\0".join({word for directive in directives for word in directive.args}).lower()
    return text in known[name]
