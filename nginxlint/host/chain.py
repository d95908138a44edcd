"""The order of the certificates in a file: RFC 8446 section 4.4.2, RFC 5246 section 7.4.2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nginxlint.host.certificates import Certificate
    from nginxlint.host.machine import Machine

_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the order.

    ``leaf``: the server's own certificate is number ``index`` and not the first. ``order``: the chain is
    complete and mixed up. ``stray``: number ``index`` is no part of the chain. ``duplicate``: number
    ``index`` was there before. ``root``: the last is a root, which clients have themselves.
    """

    kind: Literal["leaf", "order", "stray", "duplicate", "root"]
    index: int
    certificate: Certificate


def fault(certificates: Sequence[Certificate], public_key: bytes | None) -> Fault | None:
    """The gravest fault in the order, ``None`` if there is none; ``public_key`` is the key file's."""
    if len(certificates) < 2:
        return None
    leaf = _leaf(certificates, public_key)
    if leaf:
        return Fault("leaf", leaf, certificates[leaf])
    seen: set[bytes] = set()
    for index, one in enumerate(certificates):
        if one.fingerprint in seen:
            return Fault("duplicate", index, one)
        seen.add(one.fingerprint)
    for index in range(1, len(certificates)):
        one = certificates[index]
        if certificates[index - 1].is_issued_by(one):
            if one.is_self_signed and index == len(certificates) - 1:
                return Fault("root", index, one)
            continue
        # A second certificate of the same authority, cross-signed for older clients, does no harm.
        if any(before.is_issued_by(one) for before in certificates[:index]):
            continue
        if any(other.is_issued_by(one) for other in certificates[index + 1 :]):
            return Fault("order", index, one)
        return Fault("stray", index, one)
    return None


def _leaf(certificates: Sequence[Certificate], public_key: bytes | None) -> int:
    """The index of the server's own certificate: the key's, or the only one that may not sign others."""
    first = certificates[0]
    if public_key is not None:
        for index, one in enumerate(certificates):
            if one.public_key == public_key:
                return index
        return 0
    if not first.is_authority:
        return 0
    others = [index for index, one in enumerate(certificates) if not one.is_authority]
    return others[0] if len(others) == 1 and certificates[others[0]].is_issued_by(first) else 0


def is_trusted(certificate: Certificate, machine: Machine) -> bool:
    """Whether the machine's own store of authorities holds the one that issued a certificate."""
    for path in _STORES:
        store = machine.pem(path)
        if store.problem is None and store.certificates:
            return any(certificate.is_issued_by(one) for one in store.certificates)
    return False
