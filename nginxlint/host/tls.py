"""Which certificates and keys the servers of a configuration load."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from nginxlint.config.blocks.servers import Server, http_servers
from nginxlint.host.coverage import covers, is_public, names_to_cover
from nginxlint.host.der import algorithm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.config.configuration import Configuration
    from nginxlint.host.chain import Fault
    from nginxlint.host.machine import Machine
    from nginxlint.host.store import PemFile
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

_MAX_OTHERS = 5

_FORMS = ("data:", "engine:", "store:", "object:")
"""Beginnings that say that no file is named (ngx_ssl_load_certificate, ngx_ssl_load_certificate_key)."""


@dataclass
class Pair:
    """A certificate file with its key file, and who uses them.

    ``certificate`` and ``key`` are the first directives that name them; ``uses`` are all, with the
    servers that load the pair because of them. A pair without ``key_file`` has its key somewhere that
    can't be looked at.
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
    def related(self) -> list[tuple[Directive, str]]:
        """Some of them, as related places of a finding."""
        return [(directive, "used here, too") for directive in self.others[:_MAX_OTHERS]]

    @property
    def public_names(self) -> list[str]:
        """The names of the servers that load it, as far as they can be names of the internet."""
        found = {
            name: None
            for _, server in self.uses
            for word in server.names
            for name in names_to_cover(str(word))
            if is_public(name)
        }
        return list(found)

    @cached_property
    def chain_fault(self) -> Fault | None:
        """The gravest fault in the order of the certificates."""
        if len(self.file.certificates) < 2:
            return None
        from nginxlint.host.chain import fault

        return fault(self.file.certificates, None if self.key_file is None else self.key_file.public_key)

    @cached_property
    def mismatch(self) -> Literal["refused", "useless"] | None:
        """Whether the key is another's: nginx refuses, or starts with a certificate that has no key.

        OpenSSL keeps one certificate and one key of each algorithm (ssl_set_pkey in ssl/ssl_rsa.c). It
        refuses a key only if a certificate of its algorithm is there that it doesn't fit.
        """
        leaf = self.file.leaf
        key = None if self.key_file is None else self.key_file.public_key
        if leaf is None or key is None or not leaf.public_key or key == leaf.public_key:
            return None
        if any(one.public_key == key for one in self.file.certificates):
            # The certificate is in the file, and not the first: a fault of the order.
            return None
        return "refused" if algorithm(key) == algorithm(leaf.public_key) else "useless"

    def finds_key_beside(self, pairs: Sequence[Pair]) -> bool:
        """Whether a server that loads this certificate loads its key with another one."""
        leaf = self.file.leaf
        own = {id(server.directive) for _, server in self.uses}
        return leaf is not None and any(
            other.key_file is not None
            and other.key_file.public_key == leaf.public_key
            and any(id(server.directive) in own for _, server in other.uses)
            for other in pairs
        )

    @property
    def is_swapped(self) -> bool:
        """Whether the certificate's file holds a key and no certificate, and the key's file a certificate."""
        key_file = self.key_file
        return (
            key_file is not None
            and self.file.key is not None
            and self.file.leaf is None
            and key_file.key is None
            and key_file.leaf is not None
        )

    def uncovered(self, server: Server) -> list[Token]:
        """The names of a server that the certificate is not for."""
        leaf = self.file.leaf
        if leaf is None or (self.chain_fault is not None and self.chain_fault.kind == "leaf"):
            return []
        return [
            word for word in server.names if any(not covers(leaf, name) for name in names_to_cover(str(word)))
        ]

    def passwords(self, configuration: Configuration, machine: Machine) -> list[bytes] | None:
        """The lines of the servers' ``ssl_password_file``; ``None`` if there is none or it can't be read."""
        found: list[bytes] | None = None
        for _, server in self.uses:
            for line in server.effective("ssl_password_file"):
                path = file_named(configuration, line)
                if path is None:
                    return None
                file = machine.pem(path)
                if file.problem is not None:
                    return None
                found = [*(found or []), *file.text.splitlines()]
        return found


def tls_servers(configuration: Configuration) -> Iterator[Server]:
    """The servers of http, stream and mail."""
    yield from http_servers(configuration)
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
    """The file that a directive's first word names, from nginx.conf's folder; ``None`` if it names none."""
    if not directive.args:
        return None
    word = str(directive.args[0])
    if not word or "$" in word or word.startswith(_FORMS):
        return None
    return configuration.place.full(word)


def parameter_files(configuration: Configuration) -> dict[str, list[Directive]]:
    """The files that ``ssl_dhparam`` names in servers that have a certificate, with the lines."""
    found: dict[str, list[Directive]] = {}
    for server in tls_servers(configuration):
        if not server.effective("ssl_certificate"):
            continue
        for line in server.effective("ssl_dhparam")[-1:]:
            path = file_named(configuration, line)
            if path is not None:
                lines = found.setdefault(path, [])
                if all(line.name is not other.name for other in lines):
                    lines.append(line)
    return found
