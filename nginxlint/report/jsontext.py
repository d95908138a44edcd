"""JSON as a CI log can hold it."""

from __future__ import annotations

import json


def dumps(value: object) -> str:
    """Write ``value`` as one line of ASCII JSON in which no runner finds a ``##[command]``.

    A number sign only occurs within strings, where it may be escaped.
    """
    return json.dumps(value, ensure_ascii=True).replace("##", "#\\u0023")


def dumps_array(values: list[object]) -> str:
    """Write an array with one element a line."""
    if not values:
        return "[]"
    return "[\n" + ",\n".join(map(dumps, values)) + "\n]"
