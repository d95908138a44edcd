"""What an ``if`` in a location does to the location.

ngx_http_rewrite_if makes it a location of its own, which inherits what locations inherit; the last ``if``
that holds answers in the place of the location (ngx_http_script_if_code in src/http/ngx_http_script.c).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.answering import answering
from nginxlint.config.kept import kept
from nginxlint.config.routes.rewriting import SCRIPT, falls_through, handler, redirect_of, rewrite_of
from nginxlint.nginx.variables import variables_in

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_ADDING = ("add_header", "add_trailer", "proxy_set_header", "fastcgi_param", "more_set_headers")
"""Directives of which several with different first arguments stand beside one another."""


def settings(condition: Directive) -> list[Directive]:
    """The lines of an ``if`` that hold for its block, rather than being run."""
    return [line for line in condition.children or () if line.name not in SCRIPT and line.name != "include"]


def skipping_try_files(location: Directive) -> list[Directive]:
    """The ``if`` of a location that keep it from its ``try_files`` where they hold; empty ones left out.

    So are those that change nothing by that: where files are sent, nginx looks for ``$uri $uri/ =404``
    anyway, and where the file is there, a ``try_files $uri`` takes it.
    """
    tries = location.first("try_files")
    if tries is None or (_is_default(tries) and handler(location) is None):
        return []
    return [
        one
        for one in location.all("if")
        if one.children
        and falls_through(one)
        and not handler(one)
        and not (one.args[:1] == ["-f"] and file_test(one) and tries.args[:1] == ["$uri"])
    ]


def _is_default(tries: Directive) -> bool:
    """Whether a ``try_files`` says what nginx does without it."""
    return tries.args[-1:] == ["=404"] and tries.args[0] == "$uri" and set(tries.args[1:-1]) <= {"$uri/"}


def lost_setting(condition: Directive) -> tuple[Directive, Directive] | None:
    """A line of an ``if`` that doesn't count where a later ``if`` holds too, and that later one."""
    location = condition.parent
    own = settings(condition)
    if location is None or not own or not falls_through(condition):
        return None
    siblings = location.all("if")
    at = next(at for at, one in enumerate(siblings) if one is condition)
    for later in siblings[at + 1 :]:
        if not falls_through(later) or _same_subject(condition, later):
            continue
        kept = settings(later)
        for line in own:
            if not any(_replaces(one, line) for one in kept):
                return line, later
    return None


def _replaces(later: Directive, earlier: Directive) -> bool:
    return later.name == earlier.name and (later.name not in _ADDING or later.args[:1] == earlier.args[:1])


def _same_subject(one: Directive, other: Directive) -> bool:
    """Whether two conditions look at the same variable, so that they may well exclude one another."""
    return one.args[:1] == other.args[:1] or not one.args


def file_test(condition: Directive) -> str | None:
    """The test (``-f``, ``!-e``) of an ``if`` that looks for the file that is asked for, ``None`` if it does
    not.
    """
    args = condition.args
    if len(args) != 2 or args[0] not in ("-f", "!-f", "-d", "!-d", "-e", "!-e"):
        return None
    names = {use.name.lower() for use in variables_in(str(args[1]))}
    return str(args[0]) if names & {"request_filename", "uri", "document_uri", "request_uri"} else None


def instead_of_file_test(condition: Directive) -> str | None:
    """The ``try_files`` that decides what an ``if`` with a test for a file decides.

    ``None`` if the ``if`` does something else.
    """
    test, path = condition.args
    if condition.children is not None and all(_refuses(line) for line in condition.children):
        return None  # short, safe, and in an ``alias`` better than ``try_files``
    name = _PATH.sub("", str(path)) or "$uri"
    if not name.startswith(("/", "$uri")):
        return None
    if test.endswith("d") and any(redirect_of(line) is not None for line in condition.children or ()):
        return None  # it adds or takes away a slash
    otherwise = next((found for line in condition.children or () if (found := _otherwise(line))), None)
    if otherwise is None:
        return None
    if not test.startswith("!"):
        return f"try_files {name} @other"
    return f"try_files {'' if test == '!-d' else name + ' '}{'' if test == '!-f' else name + '/ '}{otherwise}"


_PATH = re.compile(r"^\$(?:document_root(?![A-Za-z0-9_])|request_filename(?![A-Za-z0-9_])|\{document_root\})")


def _refuses(line: Directive) -> bool:
    return line.name == "return" and len(line.args) == 1 and line.args[0].startswith(("4", "5"))


def place_of_try_files(condition: Directive) -> Directive:
    """Where a ``try_files`` has to stand for what an ``if`` decides: locations don't inherit a server's."""
    outer = condition.parent
    if outer is None or outer.name != "server":
        return condition
    return answering(outer, "/")


def _otherwise(line: Directive) -> str | None:
    """The last word of ``try_files`` that does what a line does."""
    if line.name.endswith("_pass"):
        return "@app"
    if line.name == "return" and line.args:
        return f"={line.args[0]}" if len(line.args) == 1 and line.args[0].isdecimal() else "@other"
    rewrite = rewrite_of(line)
    if rewrite is None:
        return None
    target = str(rewrite.target).replace("/$1", "$uri").replace("$1", "$uri")
    if rewrite.redirects or any(use.capture for use in variables_in(target)):
        return "@other"
    if target.endswith("?"):
        return target[:-1]
    return target + ("&$args" if "?" in target else "$is_args$args")


class HostTest(NamedTuple):
    """An ``if`` of a server that redirects by the name of the host.

    ``is_managed`` says that certbot wrote it, ``is_for_all`` that the server has no names but such as are
    tested for; ``hidden`` is a location that certificates are asked for by, which the ``if`` keeps from
    answering then.
    """

    condition: Directive
    is_managed: bool
    is_for_all: bool
    hidden: Directive | None


@kept
def host_tests(configuration: Configuration) -> list[HostTest]:
    """The ``if`` of servers that redirect by the name of the host."""
    return [
        _host_test(condition)
        for condition in configuration.named("if")
        if condition.context == "server" and _redirects_by_host(condition)
    ]


def _host_test(condition: Directive) -> HostTest:
    managed = "managed by Certbot" in _block_text(condition)
    server = condition.parent
    if server is None:
        return HostTest(condition, managed, is_for_all=False, hidden=None)
    tested = {
        str(one.args[2]).lower()
        for one in server.all("if")
        if _redirects_by_host(one) and one.args[1] in ("=", "==")
    }
    names = {str(name).lower() for line in server.all("server_name") for name in line.args}
    for_all = bool(names) and names <= tested
    hidden = [one for one in server.all("location") if one.args and "/.well-known" in one.args[-1]]
    return HostTest(condition, managed, for_all, hidden[0] if for_all and hidden else None)


def _redirects_by_host(condition: Directive) -> bool:
    args = condition.args
    if len(args) != 3 or args[0].lower() not in ("$host", "$http_host", "$server_name"):
        return False
    return any(redirect_of(line) is not None for line in condition.children or ())


def _block_text(block: Directive) -> str:
    """The text of a block with what stands behind it on its last line."""
    text, end = block.source.text, block.name.end if block.closing is None else block.closing.end
    return text[block.name.start : max(end, text.find("\n", end))]
