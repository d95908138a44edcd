"""Which certificates and keys the servers of a configuration load."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nginxlint.config.servers import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.host.machine import Machine
    from nginxlint.host.store import PemFile
    from nginxlint.syntax.tree import Directive

_FORMS = ("data:", "engine:", "store:", "object:")
"""Beginnings that say that no file is named (ngx_ssl_load_certificate, ngx_ssl_load_certificate_key)."""


@dataclass(slots=True)
class Pair:
    """A certificate file with its key file, and who uses them.

    ``certificate`` and ``key`` are the first directives that name them; ``uses`` are all, with the servers
    that load the pair because of them. A pair without ``key_file`` has its key somewhere that can't be looked at.
    """

    certificate: Directive
    key: Directive | None
    file: PemFile
    key_file: PemFile | None
    uses: list[tuple[Directive, Server]] = field(default_factory=list)

    @property
    def others(self) -> list[Directive]:
        """The further places that name the certificate."""
        seen = {id(self.certificate.name)}
        found = []
        for directive, _ in self.uses:
            if id(directive.name) not in seen:
                seen.add(id(directive.name))
                found.append(directive)
        return found

    @property
    def names(self) -> list[str]:
        """The names of the servers that load it."""
        return list(dict.fromkeys(str(name) for _, server in self.uses for name in server.names))


def tls_servers(configuration: Configuration) -> Iterator[Server]:
    """The servers of http, stream and mail."""
    yield from configuration.servers
    for directive in configuration.named("server"):
        if directive.is_block and directive.context in ("stream", "mail"):
            yield Server(directive, configuration)


def pairs(configuration: Configuration, machine: Machine) -> Iterator[Pair]:
    """Each pair of certificate and key once.

    Lines that hold a variable are left out, as are certificates that come from elsewhere than a file.
    """
    found: dict[tuple[str, str | None], Pair] = {}
    for server in tls_servers(configuration):
        certificates = server.effective("ssl_certificate")
        if not certificates:
            continue
        keys = server.effective("ssl_certificate_key")
        for index, certificate in enumerate(certificates):
            path = file_named(configuration, certificate)
            if path is None:
                continue
            key = keys[index] if index < len(keys) else None
            key_path = None if key is None else file_named(configuration, key)
            pair = found.get((path, key_path))
            if pair is None:
                key_file = None if key_path is None else machine.pem(key_path)
                pair = Pair(certificate, key, machine.pem(path), key_file)
                found[path, key_path] = pair
            pair.uses.append((certificate, server))
    yield from found.values()


def file_named(configuration: Configuration, directive: Directive) -> str | None:
    """The file that a directive's first word names below the prefix of the configuration, ``None`` if it names none."""
    if not directive.args:
        return None
    word = str(directive.args[0])
    if not word or "$" in word or word.startswith(_FORMS):
        return None
    return configuration.place.full(word)
