"""PEM files: RFC 7468, read as OpenSSL's PEM_read_bio reads them."""

from __future__ import annotations

import re
from typing import NamedTuple

_BLOCK = re.compile(
    rb"^-----BEGIN ([^\r\n]+?)-----[ \t]*\r?\n(.*?)^-----END \1-----", re.DOTALL | re.MULTILINE
)

CERTIFICATES = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})
"""Labels that OpenSSL takes for a certificate (check_pem in crypto/pem/pem_lib.c)."""

REVOCATIONS = frozenset({"X509 CRL"})


class Block(NamedTuple):
    """One block: its label, and all of it with its first and last line."""

    label: str
    text: bytes

    @property
    def is_key(self) -> bool:
        """Whether it is a private key."""
        return self.label.endswith("PRIVATE KEY")

    @property
    def is_certificate(self) -> bool:
        """Whether it is a certificate."""
        return self.label in CERTIFICATES

    @property
    def is_encrypted(self) -> bool:
        """Whether a password is needed to read it (RFC 5958, RFC 1421 section 4.6.1.1)."""
        return self.label == "ENCRYPTED PRIVATE KEY" or b"Proc-Type: 4,ENCRYPTED" in self.text


def blocks(data: bytes) -> list[Block]:
    """The blocks of a file in their order; text around them is passed over."""
    return [Block(match[1].decode("latin-1"), match[0] + b"\n") for match in _BLOCK.finditer(data)]
