"""OpenSSL's cipher suites up to TLS 1.2, and which of them a list such as ``HIGH:!aNULL:!MD5`` enables.

ssl_create_cipher_list, ssl_cipher_process_rulestr and cipher_aliases in OpenSSL's ssl/ssl_ciph.c. The suites
(``data/ciphers.tsv``) are those of OpenSSL 3 as ``openssl ciphers -v`` prints them, then those that only
older releases or special builds have (RC4, 3DES, EXPORT, ...). The suites of TLS 1.3 are set elsewhere
(``ssl_conf_command Ciphersuites``); OpenSSL passes over their names in a list.
"""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.nginx.version import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INTERMEDIATE = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
"""What Mozilla recommends for general use ("intermediate"), without the suites that need ``ssl_dhparam``."""

DEFAULT = "HIGH:!aNULL:!MD5"
"""What nginx takes where there is no ``ssl_ciphers``."""


class Suite(NamedTuple):
    """A cipher suite under OpenSSL's name.

    ``exchange`` is ECDH or DH with keys made for each connection, RSA, or one of the forms that browsers
    don't have (ECDHr, ECDHe, DHr, DHd, PSK, SRP, ...). ``protocol`` is the oldest one it works with.
    ``strengths`` are the classes that OpenSSL puts it in.
    """

    name: str
    exchange: str
    authentication: str
    encryption: str
    mac: str
    protocol: str
    strengths: frozenset[str]
    is_default: bool
    is_old: bool

    @property
    def is_usable(self) -> bool:
        """Whether nginx can offer it: it knows neither shared keys (PSK) nor passwords (SRP)."""
        return not {"PSK", "SRP"} & {self.authentication, self.exchange} and "PSK" not in self.exchange

    @property
    def has_forward_secrecy(self) -> bool:
        """Whether each connection has a key of its own (RFC 9325, section 4.1)."""
        return self.exchange in ("ECDH", "DH")

    @property
    def weakness(self) -> str | None:
        """Why nobody should use it, ``None`` if nothing is known against it."""
        if self.encryption == "NULL":
            return "encrypts nothing"
        if self.strengths & {"EXP40", "EXP56"}:
            return "has a key of 40 or 56 bits"
        if self.encryption in _BROKEN:
            return _BROKEN[self.encryption]
        if self.mac == "MD5":
            return "relies on MD5, which is broken"
        if self.authentication == "NULL":
            return "does not prove who the server is"
        return None


_BROKEN = {
    "DES": "has a key of 56 bits",
    "RC2": "relies on RC2, which is broken",
    "RC4": "relies on RC4, which is broken (RFC 7465)",
    "3DES": "relies on 3DES, whose blocks are too short (Sweet32)",
    "IDEA": "relies on IDEA, whose blocks are too short (Sweet32)",
    "SEED": "relies on SEED, which OpenSSL and browsers gave up",
}


class Word(NamedTuple):
    """A word of a list: its place, and whether it names a suite or a group of suites."""

    start: int
    end: int
    is_group: bool


@cache
def suites() -> dict[str, Suite]:
    """All suites by name, those of today's OpenSSL first."""
    found = {}
    with open(os.path.join(DATA, "ciphers.tsv"), encoding="ascii") as file:
        for line in file:
            name, exchange, authentication, encryption, mac, protocol, strength, flags = line.split()
            classes = frozenset({strength, "FIPS"} if "F" in flags else {strength})
            found[name] = Suite(
                name,
                exchange,
                authentication,
                encryption,
                mac,
                protocol,
                classes,
                is_default="N" not in flags,
                is_old="O" in flags,
            )
    return found


_Criteria = dict[str, frozenset[object]]
"""What a suite must have: one of the values, for each of the fields."""


@cache
def _aliases() -> dict[str, _Criteria]:
    known = suites().values()
    authenticated = frozenset(suite.authentication for suite in known) - {"NULL"}
    encrypted = frozenset(suite.encryption for suite in known) - {"NULL"}
    found: dict[str, _Criteria] = {
        "ALL": {"encryption": encrypted},
        "FIPS": {"encryption": encrypted, "strengths": frozenset({"FIPS"})},
        "COMPLEMENTOFALL": {"encryption": frozenset({"NULL"})},
        "COMPLEMENTOFDEFAULT": {"is_default": frozenset({False})},
        "RSA": {"exchange": frozenset({"RSA"}), "authentication": frozenset({"RSA"})},
        "ADH": {"exchange": frozenset({"DH"}), "authentication": frozenset({"NULL"})},
        "AECDH": {"exchange": frozenset({"ECDH"}), "authentication": frozenset({"NULL"})},
        "EDH": {"exchange": frozenset({"DH"}), "authentication": authenticated},
        "EECDH": {"exchange": frozenset({"ECDH"}), "authentication": authenticated},
    }
    found["DHE"], found["ECDHE"] = found["EDH"], found["EECDH"]
    for line in _NAMES.strip().split("\n"):
        field, *words = line.split()
        for word in words:
            name, _, values = word.partition("=")
            found[name] = {field: frozenset((values or name).split(","))}
    return found


_NAMES = """
exchange kRSA=RSA kEDH=DH kDHE=DH DH=DH,DHr,DHd kEECDH=ECDH kECDHE=ECDH ECDH=ECDH,ECDHr,ECDHe
exchange kDHr=DHr kDHd=DHd kDH=DHr,DHd kECDHr=ECDHr kECDHe=ECDHe kECDH=ECDHr,ECDHe
exchange kPSK=PSK kRSAPSK=RSAPSK kECDHEPSK=ECDHEPSK kDHEPSK=DHEPSK PSK=PSK,RSAPSK,ECDHEPSK,DHEPSK
exchange kSRP=SRP SRP
authentication aRSA=RSA aDSS=DSS DSS aNULL=NULL aECDSA=ECDSA ECDSA aPSK=PSK aSRP=SRP aDH=DH aECDH=ECDH
encryption eNULL=NULL NULL DES 3DES RC4 RC2 IDEA SEED CHACHA20 CAMELLIA128 CAMELLIA256
encryption CAMELLIA=CAMELLIA128,CAMELLIA256 AESGCM=AESGCM128,AESGCM256
encryption AES128=AES128,AESGCM128,AESCCM128,AESCCM8128 AES256=AES256,AESGCM256,AESCCM256,AESCCM8256
encryption AES=AES128,AESGCM128,AESCCM128,AESCCM8128,AES256,AESGCM256,AESCCM256,AESCCM8256
encryption AESCCM=AESCCM128,AESCCM256,AESCCM8128,AESCCM8256 AESCCM8=AESCCM8128,AESCCM8256
encryption ARIA=ARIAGCM128,ARIAGCM256 ARIAGCM=ARIAGCM128,ARIAGCM256 ARIA128=ARIAGCM128 ARIA256=ARIAGCM256
mac MD5 SHA1 SHA=SHA1 SHA256 SHA384
protocol SSLv3 TLSv1 TLSv1.0=TLSv1 TLSv1.2
strengths LOW MEDIUM HIGH EXP40 EXP56 EXP=EXP40,EXP56 EXPORT=EXP40,EXP56
"""


def _suite(name: str) -> Suite | None:
    """The suite of that name, in its old spelling too (``EDH-RSA-DES-CBC3-SHA``)."""
    return suites().get(name) or suites().get(name.replace("EDH-", "DHE-", 1))


def _criteria(names: Iterable[str]) -> _Criteria | Suite | None:
    """What ``RSA+AES`` asks for: a suite, or what it must have; ``None`` if OpenSSL passes over the word."""
    wanted: _Criteria = {}
    suite = None
    for name in names:
        suite = _suite(name)
        own = _aliases().get(name) if suite is None else _attributes(suite)
        if own is None:
            return None
        if "strengths" in own and "strengths" not in wanted:
            wanted.pop("is_default", None)  # OpenSSL keeps both in one number, and forgets the other here
        for field, values in own.items():
            wanted[field] = wanted.get(field, values) & values
            if not wanted[field]:
                return None
    # A suite's name asks for that suite alone only where it is the last one.
    return suite if suite is not None and _has(suite, wanted) else wanted


def _attributes(suite: Suite) -> _Criteria:
    fields = {field: getattr(suite, field) for field in ("exchange", "authentication", "encryption", "mac")}
    found: _Criteria = {field: frozenset({value}) for field, value in fields.items()}
    found["strengths"] = suite.strengths
    if not suite.is_default:
        found["is_default"] = frozenset({False})
    return found


def _has(suite: Suite, wanted: Mapping[str, frozenset[object]]) -> bool:
    for field, values in wanted.items():
        value = getattr(suite, field)
        if values.isdisjoint(value) if field == "strengths" else value not in values:
            return False
    return True


_SEPARATORS = ":;, "
_WORD = re.compile(r"([-+!@]?)([A-Za-z0-9.=_-]+(?:\+[A-Za-z0-9.=_-]+)*)")
_REST = re.compile(r"[^:;, ]*")
_SPECIAL = re.compile(r"STRENGTH|SECLEVEL=[0-5]")
_SUITE_B = {
    "SUITEB128ONLY": "ECDHE-ECDSA-AES128-GCM-SHA256",
    "SUITEB128C2": "ECDHE-ECDSA-AES256-GCM-SHA384",
    "SUITEB128": "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384",
    "SUITEB192": "ECDHE-ECDSA-AES256-GCM-SHA384",
}
_OPENSSL_DEFAULT = "ALL:!COMPLEMENTOFDEFAULT:!eNULL"


@lru_cache(maxsize=256)
def expand(text: str, *, old: bool = True) -> Mapping[Suite, Word] | None:
    """The suites that a list enables, each with the word that brought it in.

    ``old`` also counts the suites that today's OpenSSL is built without. ``None`` for a list that can't be
    known: OpenSSL refuses it, or a distribution's policy decides (``PROFILE=SYSTEM``).
    """
    if "PROFILE=" in text or "$" in text:
        return None
    for prefix, meaning in _SUITE_B.items():
        if text.startswith(prefix):
            text = meaning
            break
    enabled: dict[Suite, Word] = {}
    killed: set[Suite] = set()
    known = [suite for suite in suites().values() if old or not suite.is_old]
    place = 0
    if text.startswith("DEFAULT"):
        place = len("DEFAULT")
        _apply(_OPENSSL_DEFAULT, 0, known, enabled, killed)
        enabled = dict.fromkeys(enabled, Word(0, place, is_group=True))
    return enabled if _apply(text, place, known, enabled, killed) else None


def _apply(text: str, place: int, known: list[Suite], enabled: dict[Suite, Word], killed: set[Suite]) -> bool:
    """Go through a list from ``place`` on; whether OpenSSL takes it."""
    while place < len(text):
        if text[place] in _SEPARATORS:
            place += 1
            continue
        match = _WORD.match(text, place)
        if match is None:
            return False
        operator, names = match.groups()
        start, place = place, match.end()
        if operator == "@":
            if not _SPECIAL.fullmatch(names):
                return False
        elif (wanted := _criteria(names.split("+"))) is not None:
            if text[place : place + 1] == "+":
                return False
            word = Word(start, place, is_group=not isinstance(wanted, Suite))
            if isinstance(wanted, Suite):
                chosen = [wanted] if wanted in known else []
            else:
                chosen = [suite for suite in known if _has(suite, wanted)]
            for suite in chosen:
                if operator == "":
                    if suite not in killed:
                        enabled.setdefault(suite, word)
                elif operator in "-!":
                    enabled.pop(suite, None)
                    if operator == "!":
                        killed.add(suite)
            continue
        place = _REST.match(text, place).end()  # type: ignore[union-attr]
    return True
