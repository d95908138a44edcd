"""What ``rewrite`` and ``return`` lines say (src/http/modules/ngx_http_rewrite_module.c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.servers import Server
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, same_line
from nginxlint.nginx.variables import variables_in
from nginxlint.text.edit import Edit

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

REDIRECTS = frozenset(("301", "302", "303", "307", "308"))
"""Codes with which a ``return`` sends its text as the address of a redirect."""

SCRIPT = frozenset(("rewrite", "return", "break", "if", "set"))
"""Directives that nginx runs one after the other, as they are written; all others hold for their block."""

_URLS = ("http://", "https://", "$scheme")
"""How a replacement begins that makes any ``rewrite`` a redirect, and a ``return`` without a code."""


class Rewrite(NamedTuple):
    """A ``rewrite`` line: ``flag`` is its third argument, empty if it has none."""

    line: Directive
    pattern: Token
    target: Token
    flag: str

    @property
    def redirects(self) -> bool:
        """Whether it answers with a redirect."""
        return self.flag in ("redirect", "permanent") or self.target.startswith(_URLS)

    @property
    def ends(self) -> bool:
        """Whether no line after it runs where its pattern fits."""
        return bool(self.flag) or self.redirects

    @property
    def fits_all(self) -> bool:
        """Whether its pattern fits every path."""
        return _WHOLE.fullmatch(self.pattern) is not None


_WHOLE = re.compile(r"\^?(?:/?(?:(?:\.\*|\(\.\*\))\$?)?|(?:\.\+|\(\.\+\)|/\?\(\.\*\)|\(/\.\*\))\$?)")


class Redirect(NamedTuple):
    """A line that answers with a redirect to ``target``."""

    line: Directive
    status: str
    target: Token


def rewrite_of(line: Directive) -> Rewrite | None:
    """What a ``rewrite`` says, ``None`` if it is none that nginx takes."""
    if line.name != "rewrite" or len(line.args) not in (2, 3):
        return None
    return Rewrite(line, line.args[0], line.args[1], str(line.args[2]) if len(line.args) > 2 else "")


def redirect_of(line: Directive) -> Redirect | None:
    """The redirect that a ``return`` or ``rewrite`` of http answers with, ``None`` if it is none."""
    if line.name == "return" and line.context != "stream-server":
        if len(line.args) == 2 and line.args[0] in REDIRECTS:
            return Redirect(line, str(line.args[0]), line.args[1])
        if len(line.args) == 1 and line.args[0].startswith(_URLS):
            return Redirect(line, "302", line.args[0])
        return None
    found = rewrite_of(line)
    if found is None or not found.redirects:
        return None
    return Redirect(line, "301" if found.flag == "permanent" else "302", found.target)


def answers(line: Directive) -> bool:
    """Whether a line answers every request that reaches it: no line of its block runs after it."""
    if line.name == "return":
        return bool(line.args)
    found = rewrite_of(line)
    return found is not None and found.redirects and found.fits_all


def falls_through(condition: Directive) -> bool:
    """Whether a request goes on in an ``if`` that holds, so that its block answers.

    A request whose path is rewritten looks for a location anew.
    """
    for line in condition.children or ():
        if line.name == "return":
            return False
        found = rewrite_of(line)
        if found is not None and found.fits_all and found.flag != "break":
            return False
    return True


def handler(block: Directive) -> Directive | None:
    """The directive in a block that passes its requests on (``proxy_pass`` and its like)."""
    for line in block.children or ():
        if line.name.endswith("_pass") and line.args:
            return line
    return None


@kept
def dead(configuration: Configuration) -> dict[int, Directive]:
    """The ``rewrite`` lines (by identity) that are never used, each with the one that is in their place.

    That one stands before them in the same block, has the same pattern, and ends the row.
    """
    taken: dict[int, dict[str, Directive]] = {}
    found: dict[int, Directive] = {}
    for line in configuration.named("rewrite"):
        rewrite = rewrite_of(line)
        block = line.parent
        if rewrite is None:
            continue
        if not rewrite.ends:
            # It may make a path that fits again.
            taken.pop(id(block), None)
            taken.pop(id(None if block is None else block.parent), None)
        earlier = taken.setdefault(id(block), {}).get(rewrite.pattern)
        if earlier is None and rewrite.ends:
            taken[id(block)][rewrite.pattern] = line
        elif earlier is not None and not from_template(configuration, line) and not same_line(line, earlier):
            found[id(line)] = earlier
    return found


def unreachable(configuration: Configuration, line: Directive) -> list[Directive]:
    """What is never used because a line of its block answers: locations, or else lines of the block.

    Nothing if another line before it ends the block already.
    """
    block = line.parent
    children = [] if block is None else block.children or []
    if block is None or not any(_may_be_dead(one, line) for one in children):
        return []
    if not answers(line) or from_template(configuration, line):
        return []
    at = next(at for at, one in enumerate(children) if one is line)
    before = children[:at]
    if any(one.name == "break" or answers(one) for one in before):
        return []
    dead = []
    if not any(_lets_by(one) for one in before):
        if block.name == "server":
            dead = [
                one
                for one in block.all("location")
                if one.children
                and not _is_asked_for(block, one, line)
                and not _is_meant_elsewhere(configuration, block, one, line)
            ]
        elif block.name == "location":
            dead = [one for one in children if one.name == "try_files" or one is handler(block)]
    return dead or [one for one in children[at + 1 :] if one.name in SCRIPT and one.name != "break"]


def _may_be_dead(one: Directive, line: Directive) -> bool:
    name = one.name
    return one is not line and (name in SCRIPT or name in ("location", "try_files") or name.endswith("_pass"))


def _lets_by(line: Directive) -> bool:
    """Whether some requests leave the row at a line without an answer."""
    if line.name == "if":
        return any(one.name == "break" or _lets_by(one) for one in line.children or ())
    found = rewrite_of(line)
    return found is not None and found.ends and not found.redirects


def _is_asked_for(server: Directive, location: Directive, line: Directive) -> bool:
    """Whether a location is what an ``error_page`` names, or says the same as ``line``."""
    if any(one.name == line.name and one.args == line.args for one in location.children or ()):
        return True
    return any(page.args and page.args[-1] == location.args[-1] for page in server.all("error_page"))


def _is_meant_elsewhere(
    configuration: Configuration, server: Directive, location: Directive, line: Directive
) -> bool:
    """Whether a location comes from a file for several servers, of which others use it.

    The one by which certificates are renewed is asked for on each plain server.
    """
    if location.reading is line.reading:
        return False
    document = location.reading.document
    if sum(one.document is document for one in configuration.readings) < 2:
        return False
    return "acme-challenge" not in location.args[-1] or Server(server, configuration).speaks_tls


def relative_host(line: Directive) -> tuple[Token, str] | None:
    """The target of a redirect that begins with a host but no scheme, and the host; ``None`` if it does
    not.
    """
    if not any(_HOST.match(arg) for arg in line.args[-2:]):
        return None
    redirect = redirect_of(line)
    target = None if redirect is None else redirect.target
    if line.name == "error_page" and len(line.args) > 1:
        target = line.args[-1]
    found = None if target is None else _HOST.match(target)
    if target is None or found is None or found[1].rpartition(".")[2].lower() in _FILES:
        return None
    if line.name == "error_page" and target.startswith("//"):
        return None  # an internal redirect to a path
    return target, found[1]


_HOST = re.compile(
    r"(?://)?((?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
    r"|\$(?:host|http_host|server_name|hostname)(?![A-Za-z0-9_]))(?=[:/?$]|$)"
)
_FILES = frozenset(
    [
        "html",
        "htm",
        "php",
        "php5",
        "asp",
        "aspx",
        "jsp",
        "txt",
        "xml",
        "json",
        "js",
        "css",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "ico",
        "pdf",
        "zip",
        "cgi",
        "do",
    ]
)


def as_return(line: Directive) -> str | None:
    """The ``return`` that says what a ``rewrite`` of every path says; ``None`` if there is none."""
    rewrite = rewrite_of(line)
    if rewrite is None or not rewrite.redirects or not rewrite.fits_all:
        return None
    code = "301" if rewrite.flag == "permanent" else "302"
    target = str(rewrite.target)
    whole = "/$1" if rewrite.pattern.startswith(("^/(", "/(")) else "$1"
    if target.endswith(whole) and "(" in rewrite.pattern:
        target = target[: -len(whole)] + "$request_uri"
    elif target.endswith("?"):
        target = target[:-1]
    elif not target.endswith("$request_uri") and "?" not in target:
        target += "$is_args$args"
    names = {use.name for use in variables_in(target)}
    if not names <= {"scheme", "host", "http_host", "server_name", "request_uri", "is_args", "args"}:
        return None
    return f"return {code} {target}" if target.startswith(("/", *_URLS)) else None


_SITE = re.compile(r"(?:https?|\$scheme)://([^/?#$:]+|\$(?:host|http_host|server_name))(?::\d+)?/?")


def forgetful(line: Directive) -> Redirect | None:
    """The lasting redirect of a whole server to the front page of the same site, ``None`` if a line is none.

    The same site is a host that the server itself is called by, with ``www.`` or without.
    """
    block = line.parent
    site = _SITE.fullmatch(line.args[-1]) if line.args else None
    if site is None or block is None:
        return None
    server = block
    if block.name == "location":
        if block.args != ["/"] or block.parent is None or len(block.parent.all("location")) > 1:
            return None
        server = block.parent
    redirect = redirect_of(line)
    if server.name != "server" or redirect is None or redirect.status not in ("301", "308"):
        return None
    names = {str(name).lower().removeprefix("www.") for one in server.all("server_name") for name in one.args}
    host = site[1].lower()
    return redirect if host.startswith("$") or host.removeprefix("www.") in names else None


def break_instead(line: Directive) -> Edit:
    """The edit that gives a ``rewrite`` the flag ``break``."""
    if len(line.args) > 2:
        return Edit.replace(line.args[2].span, "break")
    return Edit.insert(line.source, line.args[1].end, " break")
