"""Log formats and the lines that use them (ngx_http_log_module.c, ngx_stream_log_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.access import is_local
from nginxlint.config.blocks.answering import answering
from nginxlint.config.blocks.servers import server_of
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


class Unformatted(NamedTuple):
    """An ``access_log`` whose format nginx does not know there; ``later`` defines it below."""

    line: Directive
    name: Token
    later: Directive | None


class Formats(NamedTuple):
    """What there is of log formats: ``known`` names by part, ``unknown`` uses, and ``twice``
    the definitions of a name that exists already, each with the first one."""

    known: dict[str, list[str]]
    unknown: list[Unformatted]
    twice: list[tuple[Directive, Directive]]


_NAMES = frozenset(("access_log", "log_format"))


def _part(directive: Directive) -> str:
    return "stream" if str(directive.context).startswith("stream") else "http"


@kept
def log_formats(configuration: Configuration) -> Formats:
    """Follow the formats in nginx's order: one that is defined below its use is unknown there."""
    found = Formats({"http": ["combined"], "stream": []}, [], [])
    if _NAMES.isdisjoint(configuration.by_name):
        return found
    defined: dict[tuple[str, str], Directive] = {}
    waiting: list[tuple[str, Directive, Token]] = []
    for line in configuration.walk():
        if line.name not in _NAMES:
            continue
        part = _part(line)
        if line.name == "log_format":
            if not line.args:
                continue
            name = str(line.args[0])
            if (part, name) in defined:
                if not from_template(configuration, line, defined[part, name]):
                    found.twice.append((line, defined[part, name]))
            elif name not in found.known[part]:
                defined[part, name] = line
                found.known[part].append(name)
        elif len(line.args) > 1 and line.args[0] != "off" and str(line.args[1]) not in found.known[part]:
            waiting.append((part, line, line.args[1]))
    found.unknown.extend(
        Unformatted(line, name, defined.get((part, str(name)))) for part, line, name in waiting
    )
    return found


@kept
def _logging(configuration: Configuration) -> frozenset[int]:
    """The blocks (by identity) in which, at any depth, something is logged or something was not read."""
    lines = [line for line in configuration.named("access_log") if line.args[:1] != ["off"]]
    lines.extend(unread.include for unread in configuration.unread if unread.reason != "empty")
    return frozenset(id(block) for line in lines for block in line.ancestors())


def is_logged(configuration: Configuration, block: Directive) -> bool:
    """Whether a block, or one inside it, has a log of its own, as far as is known."""
    return id(block) in _logging(configuration)


def is_quiet(configuration: Configuration, block: Directive) -> bool:
    """Whether a block is a server that has nothing to log.

    It listens on this machine alone, or what it answers for ``/`` is a redirect, a refusal or a status page;
    or it is there for names that nobody has, and its errors aren't logged either.
    """
    if block.name != "server":
        return False
    if is_local(configuration, block) or _refuses(block) or _is_mute_rest(configuration, block):
        return True
    return _refuses(answering(block, "/"))


def _is_mute_rest(configuration: Configuration, block: Directive) -> bool:
    server = server_of(configuration, block)
    if "_" not in server.names and not any(listen.default for listen in server.listens):
        return False
    return any(line.args[:1] in (["off"], ["/dev/null"]) for line in block.all("error_log"))


def is_explained(line: Directive) -> bool:
    """Whether a comment above a line or behind it says why it is there: more than a heading, no directive."""
    text = line.source.text
    begin = text.rfind("\n", 0, line.name.start) + 1
    end = line.terminator.end
    behind = text[end : text.find("\n", end) % (len(text) + 1)]
    above = text[text.rfind("\n", 0, max(begin - 1, 0)) + 1 : begin]
    return any(
        remark.startswith("#") and not remark.endswith((";", "{", "}")) and len(remark.split()) > _HEADING
        for remark in (behind.strip(), above.strip())
    )


_HEADING = 4


def _refuses(block: Directive) -> bool:
    """Whether nothing is served in a block."""
    return (
        block.first("return") is not None
        or block.first("stub_status") is not None
        or any(line.args == ["on"] for line in block.all("ssl_reject_handshake"))
        or any(line.args == ["all"] for line in block.all("deny"))
    )
