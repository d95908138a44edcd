"""How a wrong value is put in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.problem import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

REFUSED = "nginx refuses to start"


def invalid(
    arg: int,
    message: str,
    help: str | None = None,  # noqa: A002  the name of Problem's field
    replacement: str | None = None,
    *,
    safe: bool = False,
    rule: str = "invalid-argument-value",
    severity: Severity = "error",
    start: int | None = None,
    end: int | None = None,
) -> Problem:
    """Return the problem of a value that nginx does not take; ``arg`` counts from 0."""
    then = f": {REFUSED}" if severity == "error" else ""
    return Problem(rule, severity, arg, message + then, help, replacement, safe, start=start, end=end)


def warning(arg: int, rule: str, message: str, help: str | None = None) -> Problem:  # noqa: A002
    """Return the problem of a value that nginx takes, but complains of."""
    return Problem(rule, "warning", arg, message, help)


def shown(value: str, limit: int = 60) -> str:
    """Return ``value`` between backquotes, cut if it is long."""
    if not value:
        return "an empty value"
    return f"`{value}`" if len(value) <= limit else f"`{value[:limit]}...`"


def choice(words: Iterable[str]) -> str:
    """Return words as a choice: "`on` or `off`"."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"
