"""Protocols and groups of TLS: nginx's defaults by version, and the names that OpenSSL knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nginxlint.nginx.version import Version

PROTOCOLS = ("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
"""The words of ``ssl_protocols``, oldest first (ngx_http_ssl_protocols); nginx takes them in any case."""

INSECURE = PROTOCOLS[:4]
"""Those that nobody should speak any more (RFC 6176, RFC 7568, RFC 8996)."""

_BY_LOWER = {name.lower(): name for name in PROTOCOLS}


def protocol(word: str) -> str | None:
    """The protocol that a word of ``ssl_protocols`` names, in nginx's spelling."""
    return _BY_LOWER.get(word.lower())


def default_protocols(version: Version) -> frozenset[str]:
    """What nginx speaks where there is no ``ssl_protocols`` (ngx_http_ssl_merge_srv_conf)."""
    if version >= (1, 27, 3):
        return frozenset(("TLSv1.2", "TLSv1.3"))
    if version >= (1, 23, 4):
        return frozenset(("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"))
    return frozenset(("TLSv1", "TLSv1.1", "TLSv1.2"))


class Group(NamedTuple):
    """A name in ``ssl_ecdh_curve``.

    ``kind``: known, weak (``bits`` says how long its keys are), new (OpenSSL 3.5 and newer know it), gone
    (drafts that no OpenSSL has) or unknown. ``is_optional``: with ``?``, so that OpenSSL 3.3 and newer pass
    over a name that they don't know.
    """

    name: str
    start: int
    kind: str
    is_optional: bool
    bits: int


_GROUP = re.compile(r"([?*-]*)([^:/?*-][^:/]*)")
_NEW = re.compile(r"(x25519|secp256r1|secp384r1|curvesm2)?mlkem(512|768|1024)|curvesm2")
_GONE = re.compile(r".*kyber.*")
_SIZED = re.compile(r"(?:sect|secp|p-|[bk]-|prime)(\d{3})[kvr]?\d?")
_KNOWN = re.compile(
    r"auto|default|x25519|x448|prime(192|256)v1|p-(192|224|256|384|521)|[bk]-(163|233|283|409|571)"
    r"|secp(160k1|160r[12]|192[kr]1|224[kr]1|256[kr]1|384r1|521r1)"
    r"|sect(163k1|163r[12]|193r[12]|239k1|(233|283|409|571)[kr]1)|brainpoolp(256|384|512)r1(tls13)?"
    r"|ffdhe(2048|3072|4096|6144|8192)|gc(256[abcd]|512[abc])"
)

NAMES = ("X25519", "X448", "prime256v1", "secp256r1", "secp384r1", "secp521r1", "X25519MLKEM768")
"""Names that are usual in ``ssl_ecdh_curve``."""


def groups(text: str) -> list[Group]:
    """The names in a value of ``ssl_ecdh_curve`` (tls1_set_groups_list in OpenSSL's ssl/t1_lib.c)."""
    found = []
    for match in _GROUP.finditer(text):
        name = match[2].lower()
        sized = _SIZED.fullmatch(name)
        bits = int(sized[1]) if sized else 0
        if _NEW.fullmatch(name):
            kind = "new"
        elif _GONE.fullmatch(name):
            kind = "gone"
        elif not _KNOWN.fullmatch(name):
            kind = "unknown"
        else:
            kind = "weak" if 0 < bits < 256 else "known"
        found.append(Group(match[2], match.start(2), kind, "?" in match[1], bits))
    return found
