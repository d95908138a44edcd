"""What asking the machine costs: 2,000 sites, each with its own certificate, key, socket and folder.

    python benchmarks/host.py [--sites 2000] [--rounds 5] [--keys rsa|ec]

Whole processes, processor time (user + system), medians: with ``--no-host``, and with the machine asked.
"""

from __future__ import annotations

import argparse
import os
import resource
import stat
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_SITE = """\
server {{
    listen 80;
    server_name {name} www.{name};
    return 301 https://$host$request_uri;
}}

server {{
    listen 443 ssl;
    server_name {name} www.{name};
    ssl_certificate /etc/letsencrypt/live/{name}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{name}/privkey.pem;
    access_log /var/log/nginx/{name}.log;
    root /srv/{name}/public;

    location / {{
        proxy_set_header Host $host;
        proxy_pass http://unix:/run/{name}/app.sock;
    }}

    location /static/ {{
        expires 1d;
    }}
}}
"""
_MAIN = """\
user www-data;
events {}
http {
    server_names_hash_bucket_size 128;
    server_names_hash_max_size 8192;
    server_tokens off;
    include /etc/nginx/sites-enabled/*;
}
"""


def _key(kind: str) -> Any:
    return rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())


def _certificate(subject: str, key: Any, issuer: str, signer: Any, names: tuple[str, ...]) -> str:
    now = datetime.now(timezone.utc)

    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + timedelta(days=80))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if names:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternatives, critical=False)
    return builder.sign(signer, SHA256()).public_bytes(Encoding.PEM).decode()


def make(root: Path, sites: int, kind: str) -> None:
    """Build the machine below ``root``."""

    def write(path: str, text: str, mode: int = 0o644) -> None:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)

    root.chmod(0o755)
    uid = os.geteuid()
    write("etc/passwd", f"root:x:{uid}:{uid}::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n")
    write("etc/group", f"root:x:{uid}:\nwww-data:x:33:\n")
    write("etc/nginx/nginx.conf", _MAIN)
    (root / "var/log/nginx").mkdir(parents=True)
    authority = _key(kind)
    chain = _certificate("Middle", authority, "Root", _key(kind), ())
    # Making RSA keys takes long; what it costs to read one does not depend on which it is.
    keys = [_key(kind) for _ in range(sites if kind == "ec" else 20)]
    for number in range(sites):
        name = f"site{number:04}.example.org"
        key = keys[number % len(keys)]
        leaf = _certificate(name, key, "Middle", authority, (name, f"www.{name}"))
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        archive = f"etc/letsencrypt/archive/{name}"
        write(f"{archive}/fullchain1.pem", leaf + chain)
        write(f"{archive}/privkey1.pem", pem, 0o600)
        live = root / "etc/letsencrypt/live" / name
        live.mkdir(parents=True)
        for part in ("fullchain", "privkey"):
            (live / f"{part}.pem").symlink_to(f"../../archive/{name}/{part}1.pem")
        write(f"etc/nginx/sites-available/{name}", _SITE.format(name=name))
        enabled = root / "etc/nginx/sites-enabled"
        enabled.mkdir(exist_ok=True)
        (enabled / name).symlink_to(f"../sites-available/{name}")
        (root / "srv" / name / "public").mkdir(parents=True)
        socket = root / "run" / name / "app.sock"
        socket.parent.mkdir(parents=True)
        os.mknod(socket, stat.S_IFSOCK | 0o666)
        socket.chmod(0o666)


def seconds(root: Path, *options: str) -> float:
    """The processor time of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "nginxlint", "--root", str(root), *options]
    command += ["--format", "concise", str(root / "etc/nginx/sites-enabled")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        raise SystemExit(done.stderr)
    if done.stdout:
        print(done.stdout[:2000])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", choices=("rsa", "ec"), default="rsa")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, options.sites, options.keys)
        without, asked = [], []
        for _ in range(options.rounds):
            without.append(seconds(root, "--no-host"))
            asked.append(seconds(root))
    plain, whole = statistics.median(without), statistics.median(asked)
    print(f"without the machine  {plain:6.2f} s")
    print(f"with the machine     {whole:6.2f} s   {whole / plain:.2f} times, +{whole / plain - 1:.0%}")


if __name__ == "__main__":
    main()
