"""TLS settings without effect, since those of an address's default server hold for all its names.

A connection begins with the settings of the default server. When the name is known, ngx_http_ssl_servername
changes to the other server's context (SSL_set_SSL_CTX): certificates, suites, options and the check of the
client change with it, what OpenSSL took over when the connection began (SSL_new, session_ctx) does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, inherits_known
from nginxlint.config.tls.speakers import BY_NAME, protocols, tls_addresses
from nginxlint.nginx.values.numbers import time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class Overruled(NamedTuple):
    """A line in a server without effect there: the default server of the addresses decides.

    ``instead`` is what holds: the words of the default server's line, empty for nginx's default.
    """

    line: Directive
    default: Directive
    instead: str


_BY_DEFAULT = {
    "ssl_ecdh_curve": "auto",
    "ssl_session_timeout": "5m",
    "ssl_session_cache": "none",
    "ssl_session_ticket_key": "",
    "ssl_early_data": "off",
}
"""What a connection keeps from the settings it begins with, and nginx's values where none are set."""

DIRECTIVES = (*_BY_DEFAULT, "ssl_protocols")
"""The directives that may be overruled."""


@kept
def overruled(configuration: Configuration) -> list[Overruled]:
    """The lines of servers that the default servers of all their TLS addresses overrule."""
    return list(_overruled(configuration))


def is_overruled(configuration: Configuration, line: Directive) -> bool:
    """Whether a line is one of them."""
    return any(found.line is line for found in overruled(configuration))


def _overruled(configuration: Configuration) -> Iterator[Overruled]:
    names = dict(_BY_DEFAULT)
    if configuration.dialect.version < BY_NAME:
        names["ssl_protocols"] = ""
    written = [
        line
        for line in configuration.named(*names)
        if line.parent is not None and line.parent.name == "server"
    ]
    if not written:
        return
    defaults: dict[int, list[Directive]] = {}
    for address in tls_addresses(configuration):
        for server in address.servers:
            defaults.setdefault(id(server), []).append(address.default.server)
    for line in written:
        name, block = str(line.name), line.parent
        others = defaults.get(id(block), ())
        if block is None or not others or block in others or from_template(configuration, line):
            continue
        if not all(inherits_known(configuration, one) for one in (block, *others)):
            continue
        mine = _value(configuration, block, name, names[name])
        theirs = [_value(configuration, one, name, names[name]) for one in others]
        if all(value != mine for value in theirs):
            yield Overruled(line, others[0], _words(configuration, others[0], name))


def _value(configuration: Configuration, server: Directive, name: str, default: str) -> frozenset[str]:
    if name == "ssl_protocols":
        return protocols(configuration, server)
    held = effective(configuration, server, name)
    words = [str(arg).lower() for line in held for arg in line.args] or [default]
    return frozenset(
        str(time(word, seconds=True)) if name == "ssl_session_timeout" else word for word in words
    )


def _words(configuration: Configuration, server: Directive, name: str) -> str:
    return " ".join(str(arg) for line in effective(configuration, server, name) for arg in line.args)
