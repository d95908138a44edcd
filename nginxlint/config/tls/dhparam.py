"""Diffie-Hellman parameters and the suites that need them (ngx_ssl_dhparam)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective, value
from nginxlint.config.known import inherits_known
from nginxlint.config.tls.speakers import holds_in, lines, protocols
from nginxlint.nginx.ciphers import DEFAULT, expand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive
    from nginxlint.text.source import Span


class Unfed(NamedTuple):
    """A DHE suite that a line names, and its place there: nothing gives it parameters."""

    line: Directive
    suite: str
    span: Span


def unfed_dhe(configuration: Configuration) -> Iterator[Unfed]:
    """The first DHE suite of each ``ssl_ciphers`` that names such suites, where no ``ssl_dhparam`` holds."""
    for line in lines(configuration, "ssl_ciphers"):
        named = [
            word
            for suite, word in (expand(str(line.args[0])) or {}).items()
            if suite.exchange == "DH" and not suite.weakness and not word.is_group
        ]
        servers = holds_in(configuration, line)
        if not named or not servers:
            continue
        if any(
            effective(configuration, server, "ssl_dhparam") or not inherits_known(configuration, server)
            for server in servers
        ):
            continue
        if any(protocols(configuration, server) - {"TLSv1.3"} for server in servers):
            first = min(named)
            text = line.args[0]
            yield Unfed(line, str(text[first.start : first.end]), text.part(first.start, first.end))


def idle_dhparam(configuration: Configuration) -> Iterator[Directive]:
    """The ``ssl_dhparam`` lines that hold only where no DHE suite is enabled."""
    for line in lines(configuration, "ssl_dhparam"):
        servers = holds_in(configuration, line)
        if servers and all(
            inherits_known(configuration, server) and not _has_dhe(configuration, server)
            for server in servers
        ):
            yield line


def _has_dhe(configuration: Configuration, server: Directive) -> bool:
    if not protocols(configuration, server) - {"TLSv1.3"}:
        return False
    enabled = expand(value(configuration, server, "ssl_ciphers") or DEFAULT)
    return enabled is None or any(suite.exchange == "DH" for suite in enabled)
