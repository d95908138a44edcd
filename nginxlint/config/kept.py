"""What is worked out of a configuration once and kept on it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from nginxlint.config.configuration import Configuration

Answer = TypeVar("Answer")


def kept(function: Callable[[Configuration], Answer]) -> Callable[[Configuration], Answer]:
    """Let ``function`` run once for each configuration; later calls get the same answer."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def ask(configuration: Configuration) -> Answer:
        answers: dict[str, Answer] = vars(configuration)
        try:
            return answers[name]
        except KeyError:
            answer = answers[name] = function(configuration)
            return answer

    return ask
