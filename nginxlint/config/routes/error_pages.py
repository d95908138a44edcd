"""What ``error_page`` lines say (ngx_http_core_error_page in src/http/ngx_http_core_module.c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.listening import on_tls_addresses
from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.kept import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.servers import Server
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive
    from nginxlint.text.source import Span


class HttpsUrl(NamedTuple):
    """An ``https://`` target: ``port`` is ``None`` if a variable makes it, 443 where none is written."""

    host: str
    host_span: Span
    port: int | None
    port_span: Span | None
    path: str
    path_span: Span


class ErrorPage(NamedTuple):
    """One code of one ``error_page`` line: ``status`` is the word with ``=``, ``None`` if there is none."""

    line: Directive
    code: Token
    status: Token | None
    target: Token

    @property
    def codes(self) -> list[Token]:
        """All codes of the line."""
        return [word for word in self.line.args[:-1] if not word.startswith("=")]

    @property
    def https(self) -> HttpsUrl | None:
        """The target's parts if it is an ``https://`` URL."""
        target = self.target
        if not target.lower().startswith("https://"):
            return None
        rest = target[len("https://") :]
        host, port_text = _host_and_port(str(rest))
        start = len("https://")
        port_at = start + len(host)
        path_at = port_at + len(port_text)
        port: int | None = 443
        if port_text:
            port = int(port_text[1:]) if port_text[1:].isdecimal() else None
        return HttpsUrl(
            host,
            target.part(start, port_at),
            port,
            target.part(port_at + 1, path_at) if len(port_text) > 1 else None,
            str(target)[path_at:],
            target.part(path_at, len(target)),
        )


def _host_and_port(rest: str) -> tuple[str, str]:
    """Split what follows ``https://`` into host and ``:port``; a variable counts as part of what it
    stands in.
    """
    variable = r"\$(?:\{\w+\}|\w+)"
    host = re.match(rf"(?:\[[^\]]*\]|(?!\$request_uri|\$uri){variable}|[^/:?#$])*", rest)
    assert host is not None
    port = re.match(rf":(?:\d+|{variable})?", rest[host.end() :])
    return host[0], port[0] if port else ""


@kept
def pages_497(configuration: Configuration) -> list[tuple[Server, ErrorPage]]:
    """What is done about 497 (plain HTTP on a TLS port): each line with each server that it holds in."""
    found: list[tuple[Server, ErrorPage]] = []
    servers = {id(server.directive): server for server in http_servers(configuration)}
    for line in configuration.named("error_page"):
        pages = [page for page in error_pages(line) if page.code == "497"]
        if not pages:
            continue
        block = line.within("server")
        if block is not None:
            own = [servers[id(block)]] if id(block) in servers else []
        else:
            own = [server for server in servers.values() if line in server.effective("error_page")]
        found.extend((server, page) for server in own for page in pages)
    return found


def never_497(configuration: Configuration) -> Iterator[tuple[Server, ErrorPage]]:
    """The pages for 497 of servers to which no plain request can come on a TLS port.

    ``ssl`` in any server's line makes the address speak TLS for all that listen there. In a fragment others
    may stand beside a server that answers for everybody or listens on 443.
    """
    shared = on_tls_addresses(configuration)
    for server, page in pages_497(configuration):
        if not server.is_plain or page.line.parent is not server.directive or id(server.directive) in shared:
            continue
        if configuration.context != "main" and (
            any(listen.default or listen.port == _HTTPS for listen in server.listens)
            or all(name == "_" for name in server.names)
        ):
            continue
        yield server, page


_HTTPS = 443


def error_pages(line: Directive) -> Iterator[ErrorPage]:
    """The codes of an ``error_page`` line with what is done about each."""
    if not line.args:
        return
    *words, target = line.args
    status = words.pop() if words and words[-1].startswith("=") else None
    for code in words:
        yield ErrorPage(line, code, status, target)
