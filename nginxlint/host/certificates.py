"""Certificates and keys, asked through ``cryptography``, which is loaded only when a file holds one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography import x509

    from nginxlint.host.pem import Block

_CURVES_BELOW = 256
_RSA_BELOW = 2048
_WEAK_HASHES = frozenset({"md5", "sha1"})


class Certificate:
    """One X.509 certificate (RFC 5280)."""

    def __init__(self, parsed: x509.Certificate) -> None:
        self._parsed = parsed

    @cached_property
    def starts(self) -> datetime:
        """From when on it is valid, UTC."""
        return self._parsed.not_valid_before_utc

    @cached_property
    def ends(self) -> datetime:
        """Until when it is valid, UTC."""
        return self._parsed.not_valid_after_utc

    @cached_property
    def subject(self) -> str:
        """Whom it is for, as in RFC 4514."""
        return _readable(self._subject)

    @cached_property
    def issuer(self) -> str:
        """Who signed it, as in RFC 4514."""
        return _readable(self._issuer)

    @cached_property
    def public_key(self) -> bytes:
        """Its SubjectPublicKeyInfo, DER; empty if it is of a kind that can't be read."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        try:
            return self._parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        except Exception:
            return b""

    @cached_property
    def fingerprint(self) -> bytes:
        """Tells certificates apart: its signature with what it signs."""
        return self._parsed.signature + self._parsed.tbs_certificate_bytes

    @cached_property
    def is_self_signed(self) -> bool:
        """Whether it names itself as its issuer and bears its own signature."""
        return self.is_issued_by(self)

    @cached_property
    def is_authority(self) -> bool:
        """Whether it may sign certificates (basicConstraints)."""
        constraints = self._extension("BasicConstraints")
        return bool(constraints is not None and constraints.ca)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The DNS names that it is for, lower case: subjectAltName, or else the common name (RFC 6125)."""
        alternatives = self._alternatives
        if alternatives is not None:
            from cryptography import x509

            return tuple(name.lower() for name in alternatives.get_values_for_type(x509.DNSName))
        from cryptography.x509.oid import NameOID

        if self._subject is None:
            return ()
        common = self._subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return tuple(str(name.value).lower() for name in common)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The IP addresses that it is for."""
        if self._alternatives is None:
            return ()
        from cryptography import x509

        return tuple(str(one) for one in self._alternatives.get_values_for_type(x509.IPAddress))

    @cached_property
    def has_responder(self) -> bool:
        """Whether it names an OCSP responder (RFC 6960)."""
        access = self._extension("AuthorityInformationAccess")
        if access is None:
            return False
        return any(one.access_method.dotted_string == "1.3.6.1.5.5.7.48.1" for one in access)

    @cached_property
    def names_issuer(self) -> bool:
        """Whether it says where its issuer's certificate can be had, as public authorities let it."""
        access = self._extension("AuthorityInformationAccess")
        if access is None:
            return False
        return any(one.access_method.dotted_string == "1.3.6.1.5.5.7.48.2" for one in access)

    @cached_property
    def weakness(self) -> str | None:
        """What is too weak in it, in words; ``None`` if nothing is."""
        found = self._weak_key()
        if found is None and not self.is_self_signed:
            algorithm = self._signature_hash
            if algorithm in _WEAK_HASHES:
                return f"is signed with {algorithm.upper()}, which can be forged"
        return found

    @cached_property
    def rsa_bits(self) -> int | None:
        """The size of its RSA key."""
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = self._key()
        return key.key_size if isinstance(key, rsa.RSAPublicKey) else None

    def is_issued_by(self, other: Certificate) -> bool:
        """Whether the other's name and key are those that signed this one."""
        if self._issuer is None or self._issuer_der != other._subject_der:
            return False
        if self._authority_id is not None and other._own_id is not None:
            return self._authority_id == other._own_id
        try:
            self._parsed.verify_directly_issued_by(other._parsed)
        except Exception:
            return False
        return True

    # -- inside ------------------------------------------------------------------------------------

    def _key(self) -> object:
        try:
            return self._parsed.public_key()
        except Exception:
            return None

    def _weak_key(self) -> str | None:
        from cryptography.hazmat.primitives.asymmetric import dsa, ec

        key = self._key()
        if isinstance(key, dsa.DSAPublicKey):
            return "has a DSA key, which no browser accepts"
        if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < _CURVES_BELOW:
            return f"has a key on a curve of {key.key_size} bits"
        if self.rsa_bits is not None and self.rsa_bits < _RSA_BELOW:
            return f"has an RSA key of {self.rsa_bits} bits"
        return None

    @property
    def _signature_hash(self) -> str:
        try:
            algorithm = self._parsed.signature_hash_algorithm
        except Exception:
            return ""
        return "" if algorithm is None else algorithm.name

    @cached_property
    def _alternatives(self) -> x509.SubjectAlternativeName | None:
        return self._extension("SubjectAlternativeName")  # type: ignore[no-any-return]

    @cached_property
    def _issuer(self) -> x509.Name | None:
        # Names are read when they are asked for, and can be malformed.
        try:
            return self._parsed.issuer
        except Exception:
            return None

    @cached_property
    def _subject(self) -> x509.Name | None:
        try:
            return self._parsed.subject
        except Exception:
            return None

    @cached_property
    def _issuer_der(self) -> bytes:
        return _encoded(self._issuer)

    @cached_property
    def _subject_der(self) -> bytes:
        return _encoded(self._subject)

    @cached_property
    def _own_id(self) -> bytes | None:
        extension = self._extension("SubjectKeyIdentifier")
        return None if extension is None else extension.digest

    @cached_property
    def _authority_id(self) -> bytes | None:
        extension = self._extension("AuthorityKeyIdentifier")
        return None if extension is None else extension.key_identifier

    def _extension(self, name: str):  # type: ignore[no-untyped-def]
        from cryptography import x509

        try:
            return self._parsed.extensions.get_extension_for_class(getattr(x509, name)).value
        except Exception:
            # Absent, or malformed: then nothing is known of it.
            return None


def _readable(name: x509.Name | None) -> str:
    try:
        return "" if name is None else name.rfc4514_string()
    except Exception:
        return ""


def _encoded(name: x509.Name | None) -> bytes:
    try:
        return b"" if name is None else name.public_bytes()
    except Exception:
        return b""


def read_certificates(found: Sequence[Block], known: dict[bytes, Certificate]) -> list[Certificate] | None:
    """The certificates of a PEM file in their order; ``None`` if one of them is broken.

    ``known`` holds those that were read before by their text: many files share an intermediate one.
    """
    from warnings import catch_warnings, simplefilter

    from cryptography import x509

    certificates = []
    with catch_warnings():
        simplefilter("ignore")
        for block in found:
            if not block.is_certificate:
                continue
            certificate = known.get(block.text)
            if certificate is not None:
                certificates.append(certificate)
                continue
            text = block.text.replace(b"X509 CERTIFICATE", b"CERTIFICATE")
            try:
                certificate = known[block.text] = Certificate(x509.load_pem_x509_certificate(text))
                certificates.append(certificate)
            except Exception:
                if block.label == "TRUSTED CERTIFICATE":
                    continue
                return None
    return certificates


def public_key_of(block: Block) -> bytes | None:
    """The SubjectPublicKeyInfo (DER) of a private key without a password; ``None`` if it can't be read."""
    from warnings import catch_warnings, simplefilter

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    with catch_warnings():
        simplefilter("ignore")
        try:
            key = load_pem_private_key(block.text, None, unsafe_skip_rsa_key_validation=True)
            return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        except Exception:
            return None


def unlocks(block: Block, password: bytes) -> bytes | None:
    """The SubjectPublicKeyInfo of an encrypted key if the password opens it."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    try:
        key = load_pem_private_key(block.text, password)
        return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except Exception:
        return None
