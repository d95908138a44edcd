"""Write a realistic nginx configuration: 2,000 sites, about 46,000 lines.

    python benchmarks/make_tree.py DIR [--sites N] [--seed N] [--broken N]

DIR becomes what /etc/nginx is on a Debian server. The same arguments give the same bytes, the
certificates included. nginx accepts the tree and warns of nothing:
`nginx -t -p DIR/ -c nginx.conf`.
With --broken, that many sites get one structural mistake each; they are listed on standard output
as `FILE:LINE: KIND`.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from datetime import datetime, timezone
from pathlib import Path

import mistakes
import sites
import structure_mistakes
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ZONES = 20

NGINX_CONF = """\
worker_processes auto;
worker_rlimit_nofile 16384;
pid nginx.pid;
error_log error.log warn;

events {
    worker_connections 4096;
}

http {
    include mime.types;
    default_type application/octet-stream;
    server_names_hash_max_size 16384;
    server_names_hash_bucket_size 128;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 65s;
    client_max_body_size 4m;

    include conf.d/*.conf;
    include sites-enabled/*;
}
"""

MIME_TYPES = """\
types {
    text/html                             html htm shtml;
    text/css                              css;
    text/xml                              xml;
    text/plain                            txt;
    text/javascript                       js mjs;
    image/gif                             gif;
    image/jpeg                            jpeg jpg;
    image/png                             png;
    image/webp                            webp;
    image/avif                            avif;
    image/svg+xml                         svg svgz;
    image/x-icon                          ico;
    font/woff                             woff;
    font/woff2                            woff2;
    application/json                      json;
    application/pdf                       pdf;
    application/wasm                      wasm;
    application/zip                       zip;
    application/rss+xml                   rss;
    application/atom+xml                  atom;
    application/octet-stream              bin exe dll deb dmg iso img msi;
    audio/mpeg                            mp3;
    audio/ogg                             ogg;
    video/mp4                             mp4;
    video/webm                            webm;
}
"""

FORWARDED = """\
proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
"""

FASTCGI_PARAMS = """\
fastcgi_param QUERY_STRING $query_string;
fastcgi_param REQUEST_METHOD $request_method;
fastcgi_param CONTENT_TYPE $content_type;
fastcgi_param CONTENT_LENGTH $content_length;
fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
fastcgi_param SCRIPT_NAME $fastcgi_script_name;
fastcgi_param REQUEST_URI $request_uri;
fastcgi_param DOCUMENT_URI $document_uri;
fastcgi_param DOCUMENT_ROOT $document_root;
fastcgi_param SERVER_PROTOCOL $server_protocol;
fastcgi_param REQUEST_SCHEME $scheme;
fastcgi_param HTTPS $https if_not_empty;
fastcgi_param GATEWAY_INTERFACE CGI/1.1;
fastcgi_param SERVER_SOFTWARE nginx;
fastcgi_param REMOTE_ADDR $remote_addr;
fastcgi_param REMOTE_PORT $remote_port;
fastcgi_param SERVER_ADDR $server_addr;
fastcgi_param SERVER_PORT $server_port;
fastcgi_param SERVER_NAME $server_name;
fastcgi_param REDIRECT_STATUS 200;
fastcgi_param HTTP_PROXY "";
"""

SNIPPETS = {
    "forwarded.conf": FORWARDED,
    "tls.conf": """\
add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;
add_header X-Content-Type-Options nosniff always;
""",
    "deny-hidden.conf": """\
location ~ /\\.(?!well-known/) {
    deny all;
}
""",
    "php.conf": """\
try_files $fastcgi_script_name =404;
fastcgi_pass unix:/run/php/php-fpm.sock;
fastcgi_index index.php;
include fastcgi_params;
""",
}

CONF_D = {
    "10-logs.conf": """\
log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                '$status $body_bytes_sent "$http_referer" "$http_user_agent"';
map $status $log_this {
    default 1;
    ~^[23]  0;
}
access_log access.log main if=$log_this;
""",
    "20-tls.conf": """\
ssl_protocols TLSv1.2 TLSv1.3;
ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305;
ssl_prefer_server_ciphers off;
ssl_session_cache shared:tls:20m;
ssl_session_timeout 1d;
ssl_session_tickets off;
""",
    "30-gzip.conf": """\
gzip on;
gzip_vary on;
gzip_comp_level 5;
gzip_min_length 1024;
gzip_types
    text/plain
    text/css
    text/javascript
    application/json
    application/rss+xml
    image/svg+xml;
""",
    "40-limits.conf": """\
limit_req_zone $binary_remote_addr zone=perip:10m rate=20r/s;
limit_req_zone $binary_remote_addr zone=login:10m rate=30r/m;
limit_req_status 429;
""",
    "50-websocket.conf": """\
map $http_upgrade $connection_upgrade {
    default upgrade;
    ''      close;
}
""",
    "90-default.conf": """\
# Requests for names that no site has.
server {
    listen 80 default_server;
    listen [::]:80 default_server;
    listen 443 ssl default_server;
    listen [::]:443 ssl default_server;
    server_name _;
    ssl_reject_handshake on;
    return 444;
}
""",
}


def certificate(zone: str, seed: int) -> tuple[bytes, bytes]:
    """A self-signed wildcard certificate for `zone`.example and its key, as PEM.

    Ed25519 (RFC 8032) signs without random numbers: the same seed gives the same certificate.
    """
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{seed} {zone}".encode()).digest())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{zone}.example")])
    names = [x509.DNSName(f"{zone}.example"), x509.DNSName(f"*.{zone}.example")]
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(zone.encode(), "big"))
        .not_valid_before(datetime(2025, 1, 1, tzinfo=timezone.utc))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=timezone.utc))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, None)
    )
    return (
        built.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def write(path: Path, text: str) -> None:
    """Write a text file, its folder too, with line feeds on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def make_tree(root: Path, count: int = 2000, seed: int = 1) -> list[Path]:
    """Write the whole tree under `root`; gives the site files, which no mistake was put in."""
    write(root / "nginx.conf", NGINX_CONF)
    write(root / "mime.types", MIME_TYPES)
    write(root / "proxy_params", FORWARDED)
    write(root / "fastcgi_params", FASTCGI_PARAMS)
    write(root / "htpasswd", "staff:{SSHA}AAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
    for folder, files in (("snippets", SNIPPETS), ("conf.d", CONF_D)):
        for name, text in files.items():
            write(root / folder / name, text)
    (root / "ssl").mkdir(exist_ok=True)
    zones = [f"customer-{i:02d}" for i in range(ZONES)]
    for zone in zones:
        cert, key = certificate(zone, seed)
        (root / "ssl" / f"{zone}.pem").write_bytes(cert)
        (root / "ssl" / f"{zone}.key").write_bytes(key)
        (root / "ssl" / f"{zone}.key").chmod(0o600)
    enabled = root / "sites-enabled"
    enabled.mkdir(exist_ok=True)
    rng = random.Random(seed)
    kinds = rng.choices(list(sites.KINDS), list(sites.KINDS.values()), k=count)
    written = []
    for number, kind in enumerate(kinds):
        zone = zones[number % ZONES]
        site = sites.Site(number, f"site{number:05d}.{zone}.example", zone, rng)
        path = root / "sites-available" / f"{site.host}.conf"
        write(path, commented(kind(site), number))
        link = enabled / path.name
        if not link.is_symlink():
            link.symlink_to(Path("..", "sites-available", path.name))
        written.append(path)
    return written


COMMENTS = (
    "See the runbook of the web team before changing this.",
    "Asked for by the shop team; ticket WEB-{number}.",
    "The application answers here itself, do not cache.",
    "Kept for links from before the move of {year}.",
    "Monitoring asks for this once a minute.",
    "Limits as agreed with the hosting customer.",
    "Everything below is passed on as it comes.",
)


def commented(text: str, number: int) -> str:
    """Put comments where empty lines part the blocks of a site, as people do.

    A third of the lines of configurations that people deploy are comments; here it is an eighth.
    """
    pieces = text.split("\n\n    ")
    parts = [pieces[0]]
    for index, piece in enumerate(pieces[1:]):
        comment = COMMENTS[(number + index) % len(COMMENTS)].format(number=number, year=2015 + number % 10)
        parts.append(f"    # {comment}\n    {piece}")
    return "\n".join(parts)


def break_sites(paths: list[Path], count: int, seed: int) -> list[tuple[Path, mistakes.Mistake]]:
    """Put one structural mistake into each of `count` of the files; gives what was done where.

    Raises:
        ValueError: there are fewer files than mistakes asked for.
    """
    if count > len(paths):
        raise ValueError(f"{count} mistakes need as many sites, and there are {len(paths)}")
    rng = random.Random(f"broken {seed}")
    done = []
    for path in sorted(rng.sample(paths, count)):
        made = mistakes.make_any(path.read_text(), structure_mistakes.STRUCTURAL, rng)
        if made is None:
            raise ValueError(f"no mistake fits {path}")
        write(path, made.text)
        done.append((path, made))
    return done


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--sites", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=int, default=0, metavar="N")
    args = parser.parse_args()
    if args.dir.exists() and any(args.dir.iterdir()):
        parser.error(f"{args.dir} is not empty")
    paths = make_tree(args.dir, args.sites, args.seed)
    try:
        for path, made in break_sites(paths, args.broken, args.seed):
            print(f"{path}:{made.line}: {made.kind}")
    except ValueError as problem:
        parser.error(str(problem))


if __name__ == "__main__":
    main()
