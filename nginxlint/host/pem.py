"""PEM files: RFC 7468, read as OpenSSL's PEM_read_bio reads them."""

from __future__ import annotations

from typing import NamedTuple

_BEGIN, _END, _DASHES = b"-----BEGIN ", b"-----END ", b"-----"

CERTIFICATES = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})
"""Labels that OpenSSL takes for a certificate (check_pem in crypto/pem/pem_lib.c)."""


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
    found = []
    start = 0
    while (start := data.find(_BEGIN, start)) >= 0:
        label_end = data.find(_DASHES, start + len(_BEGIN))
        label = data[start + len(_BEGIN) : label_end]
        end_line = _END + label + _DASHES
        end = data.find(end_line, label_end)
        if label_end < 0 or end < 0 or b"\n" in label or not _begins_line(data, start):
            start += len(_BEGIN)
            continue
        end += len(end_line)
        found.append(Block(label.decode("latin-1"), data[start:end] + b"\n"))
        start = end
    return found


def _begins_line(data: bytes, at: int) -> bool:
    return at == 0 or data[at - 1] in b"\n\r"
