"""Which names a certificate is for: RFC 6125 section 6.4, as browsers read it."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nginxlint.host.certificates import Certificate

_RESERVED = (".local", ".localhost", ".internal", ".test", ".invalid", ".lan", ".home.arpa", ".localdomain")


@lru_cache(maxsize=8192)
def names_to_cover(word: str) -> tuple[str, ...]:
    """The host names that a word of ``server_name`` certainly stands for, in the form that clients send.

    None for ``_``, regular expressions, names with variables and names that end in ``.*``; two for
    ``.example.org``.
    """
    if not word or word.startswith("~") or "$" in word or word.endswith(".*"):
        return ()
    if "*" in word and not re.fullmatch(r"\*\.[^*]+", word):
        return ()
    word = word.lower().rstrip(".")
    address = _address(word)
    if address is not None:
        return (address,)
    suffixed = word.startswith(".")
    bare = word[1:] if suffixed else word
    ascii_name = _to_ascii(bare)
    if ascii_name is None or "." not in ascii_name:
        return ()
    return (ascii_name, f"*.{ascii_name}") if suffixed else (ascii_name,)


def is_public(name: str) -> bool:
    """Whether it can be a name of the public internet."""
    if _address(name) is not None:
        return ipaddress.ip_address(name).is_global
    return "." in name and not name.endswith(_RESERVED)


def covers(certificate: Certificate, name: str) -> bool:
    """Whether the certificate is for ``name``, which may itself begin with ``*.``."""
    address = _address(name)
    if address is not None:
        return address in certificate.addresses
    parent = name.partition(".")[2]
    for own in certificate.names:
        own = own.rstrip(".")
        if own == name:
            return True
        if own.startswith("*.") and own[2:] == parent and not name.startswith("*."):
            return True
    return False


def _address(text: str) -> str | None:
    # Almost all names end in a letter, and no IPv4 address does.
    if ":" not in text and not text[-1:].isdigit():
        return None
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        return None


def _to_ascii(name: str) -> str | None:
    """A name with its international labels encoded (RFC 3490), ``None`` if it is no host name."""
    if name.isascii():
        ascii_name = name
    else:
        try:
            ascii_name = name.encode("idna").decode()
        except UnicodeError:
            return None
    labels = ascii_name.removeprefix("*.").split(".")
    if all(re.fullmatch(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?", label) for label in labels):
        return ascii_name
    return None
