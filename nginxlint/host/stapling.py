"""Whom nginx asks for the OCSP answer that it staples (ngx_event_openssl_stapling.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.inherit import effective
from nginxlint.config.tls.speakers import is_on, of_lets_encrypt, stapled

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.host.machine import Machine
    from nginxlint.host.tls import Pair
    from nginxlint.syntax.tree import Directive


def _pairs(configuration: Configuration, machine: Machine | None) -> dict[int, list[Pair]]:
    """The certificates that could be read, by the server (its identity) that loads them."""
    found: dict[int, list[Pair]] = {}
    for pair in () if machine is None else machine.pairs(configuration):
        if pair.file.leaf is not None:
            for _, server in pair.uses:
                found.setdefault(id(server.directive), []).append(pair)
    return found


def unanswered(configuration: Configuration, machine: Machine | None) -> list[tuple[Directive, Pair | None]]:
    """The servers with ``ssl_stapling on`` whose certificate names no responder, with that certificate.

    Where the certificate can't be read, its path may say so: Let's Encrypt's have none since 2025.
    """
    pairs = _pairs(configuration, machine)
    found: list[tuple[Directive, Pair | None]] = []
    for server in stapled(configuration):
        if effective(configuration, server, "ssl_stapling_responder") or effective(
            configuration, server, "ssl_stapling_file"
        ):
            continue
        if id(server) in pairs:
            known = pairs[id(server)]
            if not any(pair.file.leaf and pair.file.leaf.has_responder for pair in known):
                found.append((server, known[0]))
        elif of_lets_encrypt(configuration, server):
            found.append((server, None))
    return found


def without_issuer(
    configuration: Configuration, machine: Machine | None
) -> list[tuple[Directive, bool | None]]:
    """The servers with ``ssl_stapling_verify on`` and no authority to check with: no file names one.

    With whether the certificate's own file lacks its issuer, ``None`` if it could not be read.
    """
    pairs = _pairs(configuration, machine)
    skipped = {id(server) for server, _ in unanswered(configuration, machine)}
    found: list[tuple[Directive, bool | None]] = []
    for server in stapled(configuration):
        if id(server) in skipped or not _is_verified(configuration, server):
            continue
        lacks = None
        for pair in pairs.get(id(server), ()):
            leaf, *chain = pair.file.certificates
            lacks = bool(lacks) or not any(leaf.is_issued_by(one) for one in chain)
        if lacks is not False:
            found.append((server, lacks))
    return found


def _is_verified(configuration: Configuration, server: Directive) -> bool:
    """Whether the answers are to be checked, with nothing but the certificate's file to do it with."""
    return is_on(configuration, server, "ssl_stapling_verify") and not any(
        effective(configuration, server, name)
        for name in ("ssl_trusted_certificate", "ssl_client_certificate", "ssl_stapling_file")
    )
