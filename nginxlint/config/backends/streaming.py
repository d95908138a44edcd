"""Where answers are streams: server-sent events, long polling, logs that go on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.config.inherit import effective
from nginxlint.config.known import is_complete

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_PATH = re.compile(
    r"(?i)stream|event|(?<![a-z])sse(?![a-z])|poll|socket|(?<![a-z])wss?(?![a-z])|hub|push|live|notif|chat|completion|"
    r"(?<![a-z])mcp|watch|tail|(?<![a-z])logs?(?![a-z])|subscri|pub(?:/|$)|terminal|console|signalr|upload|download"
)


def streams(configuration: Configuration, line: Directive) -> bool:
    """Whether the location around a line is one for streams, as its path or what else it says shows.

    Or what was not read may say.
    """
    block = line.parent
    if line.context not in ("location", "if-in-location") or block is None:
        return False
    if not is_complete(configuration, block):
        return True
    for around in (block, *block.ancestors()):
        if around.name == "location" and around.args and _PATH.search(around.args[-1]):
            return True
    for other in ("chunked_transfer_encoding", "proxy_request_buffering"):
        found = effective(configuration, block, other)
        if found and [str(arg).lower() for arg in found[0].args] == ["off"]:
            return True
    return any(
        header.args and header.args[0].lower() in ("upgrade", "accept", "last-event-id")
        for header in effective(configuration, block, "proxy_set_header")
    )
