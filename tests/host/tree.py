"""Machines made for a test: a folder that stands for ``/``, with real sockets, certificates and modes."""

from __future__ import annotations

import os
import socket
import stat
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from nginxlint.config.given import Request
from nginxlint.config.plan import make_plan
from nginxlint.files.system import FileSystem
from nginxlint.host.machine import Machine, Settings
from nginxlint.lint import index
from nginxlint.lint.collect import Collector
from nginxlint.lint.engine import Engine
from nginxlint.lint.run import Options, lint
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nginxlint.lint.finding import Finding

NOW = datetime(2030, 6, 1, 12, 0, tzinfo=timezone.utc)
"""The day on which the tests take place."""

IS_ROOT = os.geteuid() == 0


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def key_pem(self) -> str:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()  # type: ignore[no-any-return]

    def encrypted(self, password: str) -> str:
        cipher = BestAvailableEncryption(password.encode())
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, cipher).decode()  # type: ignore[no-any-return]


_KEYS: dict[str, Callable[[], Any]] = {
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "small-ec": lambda: ec.generate_private_key(ec.SECP192R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "small-rsa": lambda: rsa.generate_private_key(65537, 1024),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}


def issue(
    *names: str,
    by: Issued | None = None,
    kind: str = "ec",
    days: tuple[float, float] = (-10, 300),
    responder: bool = False,
    issuer_url: bool = False,
    common: str | None = None,
    addresses: tuple[str, ...] = (),
) -> Issued:
    """A certificate: a server's for ``names``, an authority's without; signed by itself without ``by``."""
    import ipaddress

    key = _KEYS[kind]()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common or (names or ("Authority",))[0])])
    issuer = subject if by is None else by.certificate.subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names or addresses:
        general: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
        general += [x509.IPAddress(ipaddress.ip_address(one)) for one in addresses]
        builder = builder.add_extension(x509.SubjectAlternativeName(general), critical=False)
    access = []
    for wanted, oid in (
        (responder, AuthorityInformationAccessOID.OCSP),
        (issuer_url, AuthorityInformationAccessOID.CA_ISSUERS),
    ):
        if wanted:
            url = x509.UniformResourceIdentifier("http://authority.example/")
            access.append(x509.AccessDescription(oid, url))
    if access:
        builder = builder.add_extension(x509.AuthorityInformationAccess(access), critical=False)
    signer = key if by is None else by.key
    algorithm = None if isinstance(signer, ed25519.Ed25519PrivateKey) else SHA256()
    return Issued(builder.sign(signer, algorithm), key)


PI = 1000 if IS_ROOT else os.geteuid()
"""The number of the user pi: an ordinary user can't give files away, so then it is the user's own."""


@dataclass
class Tree:
    """A machine's file system below ``root``."""

    root: Path
    listening: list[socket.socket] = field(default_factory=list)

    def path(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def folder(self, path: str, mode: int = 0o755, owner: int = 0, group: int | None = None) -> Path:
        target = self.path(path)
        target.mkdir(parents=True, exist_ok=True)
        return self._own(target, mode, owner, group)

    def file(
        self, path: str, text: str | bytes = "", mode: int = 0o644, owner: int = 0, group: int | None = None
    ) -> Path:
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return self._own(target, mode, owner, group)

    def stale_socket(self, path: str, mode: int = 0o777, owner: int = 0) -> Path:
        """A socket on which nobody listens."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.mknod(target, stat.S_IFSOCK | 0o600)
        return self._own(target, mode, owner, None)

    def socket(self, path: str, mode: int = 0o777, owner: int = 0, kind: int = socket.SOCK_STREAM) -> Path:
        """A socket on which this test listens."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        server = socket.socket(socket.AF_UNIX, kind)
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            # The path may be longer than a socket's address can hold.
            server.bind(f"/proc/self/fd/{handle}/{target.name}")
        finally:
            os.close(handle)
        if kind == socket.SOCK_STREAM:
            server.listen()
        self.listening.append(server)
        return self._own(target, mode, owner, None)

    def link(self, path: str, goal: str) -> None:
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(goal)

    def _own(self, target: Path, mode: int, owner: int, group: int | None) -> Path:
        if IS_ROOT:
            os.chown(target, owner, owner if group is None else group)
        target.chmod(mode)
        return target

    def pair(self, name: str, *certificates: Issued, key: str | None = None) -> str:
        """Put certificates and the first one's key below ``/etc/ssl``: the two lines that name them."""
        self.file(f"etc/ssl/{name}.pem", "".join(one.pem for one in certificates))
        if key is None:
            key = certificates[0].key_pem if certificates else ""
        self.file(f"etc/ssl/{name}.key", key, 0o600)
        return f"ssl_certificate /etc/ssl/{name}.pem; ssl_certificate_key /etc/ssl/{name}.key;"

    def configure(self, http: str = "", main: str = "user www-data;") -> None:
        """Write nginx.conf with these lines in ``http`` and ``main``."""
        self.file("etc/nginx/nginx.conf", f"{main}\nevents {{}}\nhttp {{\n{http}\n}}\n")

    def check(self, *rules: str, path: str = "etc/nginx/nginx.conf", **asking: Any) -> list[Finding]:
        """The findings of the rules for the machine's nginx.conf, or for another path of it."""
        known = index.built_in()
        chosen = {name: known[name] for name in rules} or {
            name: entry for name, entry in known.items() if entry.host and entry.default
        }
        request = Request((str(self.path(path)),), "/", root=str(self.root))
        settings = Settings(**{"now": NOW, **asking})
        done = lint(request, Options(chosen, known, Dialect(NEWEST), asking=settings))
        assert not done.outcome.failures, done.outcome.failures
        return list(done.outcome.findings)

    def check_live(self, rule: str) -> list[Finding]:
        """The findings of a rule for nginx.conf as if it were that of the machine the test runs on."""
        request = Request((str(self.path("etc/nginx/nginx.conf")),), "/")
        plan = make_plan(request, Dialect(NEWEST))
        collector = Collector(lambda _: True)
        machine = Machine(FileSystem(), live=True)
        engine = Engine({rule: index.built_in()[rule]}, machine, collector)
        for configuration in plan.configurations:
            engine.run(configuration)
        assert not engine.failures, engine.failures
        return collector.findings()

    def finding(self, rule: str, **asking: Any) -> Finding:
        """The only finding of a rule."""
        (found,) = self.check(rule, **asking)
        return found
