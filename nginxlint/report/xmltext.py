"""XML as a CI log can hold it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LINE_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def document(root: Element) -> str:
    """Write a document, indented; no runner finds a ``##[command]`` or ``::command`` in it.

    ElementTree writes neither comments nor CDATA unless told, so a character reference may stand
    for any sign.
    """
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode").replace("##", "#&#35;")
    body = _LINE_COMMAND.sub("\\1&#58;", body)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
