"""The sites of the benchmark tree: what administrators write, one function a kind of site.

Each function takes a `Site` and gives the text of its file. All of them are healthy: TLS servers
take their settings from `snippets/tls.conf`, plain HTTP only redirects, hidden files are denied,
no two sites share a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Site:
    """One virtual host: its number, its names, the zone whose certificate it uses."""

    number: int
    host: str
    zone: str
    rng: random.Random

    @property
    def root(self) -> str:
        """The folder its files are served from."""
        return f"/srv/www/{self.host}/public"

    @property
    def backend(self) -> str:
        """An address of its own, so that no name has to be resolved."""
        return f"10.{self.number // 60_000}.{self.number // 250 % 240}.{self.number % 250 + 1}"


def _redirect_to_tls(site: Site) -> str:
    return f"""\
server {{
    listen 80;
    listen [::]:80;
    server_name {site.host};
    return 301 https://{site.host}$request_uri;
}}
"""


def _tls_server(site: Site, body: str) -> str:
    """Both servers of a site: the redirect, and the TLS server around `body`."""
    return f"""\
{_redirect_to_tls(site)}
server {{
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name {site.host};

    ssl_certificate ssl/{site.zone}.pem;
    ssl_certificate_key ssl/{site.zone}.key;
    include snippets/tls.conf;
{body}}}
"""


def proxy(site: Site) -> str:
    """An application behind a reverse proxy."""
    body = f"""
    location / {{
        proxy_pass http://{site.backend}:{site.rng.choice((3000, 5000, 8000, 8080))};
        include proxy_params;
    }}
"""
    if site.rng.random() < 0.3:
        body += f"""
    # The upload form sends whole videos.
    location /upload/ {{
        client_max_body_size {site.rng.choice((64, 128, 512))}m;
        proxy_pass http://{site.backend}:8081;
        proxy_read_timeout {site.rng.choice((120, 300))}s;
        include proxy_params;
    }}
"""
    return _tls_server(site, body)


def pool(site: Site) -> str:
    """An application with several backends and an upstream block of its own."""
    servers = "".join(
        f"    server {site.backend}:{8000 + i} max_fails=3 fail_timeout=10s;\n"
        for i in range(site.rng.randint(2, 4))
    )
    name = f"app_{site.number}"
    return f"upstream {name} {{\n    least_conn;\n{servers}    keepalive 16;\n}}\n\n" + _tls_server(
        site,
        f"""
    location / {{
        proxy_pass http://{name};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        include snippets/forwarded.conf;
    }}

    location = /healthz {{
        access_log off;
        default_type text/plain;
        return 200 "ok\\n";
    }}
""",
    )


def websocket(site: Site) -> str:
    """A proxied application with a WebSocket endpoint."""
    return _tls_server(
        site,
        f"""
    location / {{
        proxy_pass http://{site.backend}:3000;
        include proxy_params;
    }}

    location /ws/ {{
        proxy_pass http://{site.backend}:3001;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        include snippets/forwarded.conf;
        proxy_read_timeout 1h;
    }}
""",
    )


def php(site: Site) -> str:
    """A PHP application with a front controller."""
    return _tls_server(
        site,
        f"""
    root {site.root};
    index index.php;
    client_max_body_size {site.rng.choice((8, 16, 32))}m;
    include snippets/deny-hidden.conf;

    location / {{
        try_files $uri $uri/ /index.php?$args;
    }}

    location = /wp-login.php {{
        limit_req zone=login burst=5 nodelay;
        include snippets/php.conf;
    }}

    location ~ \\.php$ {{
        include snippets/php.conf;
    }}
""",
    )


def static(site: Site) -> str:
    """Files, nothing else."""
    body = f"""
    root {site.root};
    include snippets/deny-hidden.conf;

    location / {{
        try_files $uri $uri/ =404;
    }}
"""
    if site.rng.random() < 0.4:
        body += f"""
    location /assets/ {{
        expires {site.rng.choice(("7d", "30d", "1y"))};
        access_log off;
    }}
"""
    return _tls_server(site, body)


def single_page(site: Site) -> str:
    """A single-page application with its API on another machine."""
    return _tls_server(
        site,
        f"""
    root {site.root};
    include snippets/deny-hidden.conf;

    location / {{
        try_files $uri /index.html;
    }}

    location /api/ {{
        limit_req zone=perip burst=20 nodelay;
        proxy_pass http://{site.backend}:8000;
        include proxy_params;
    }}
""",
    )


def moved(site: Site) -> str:
    """A name that has moved: two servers that only redirect."""
    return _tls_server(
        site,
        f"""
    return 301 https://www.{site.zone}.example$request_uri;
""",
    )


def parked(site: Site) -> str:
    """A name kept for old links, without TLS."""
    return f"""\
server {{
    listen 80;
    listen [::]:80;
    server_name {site.host};
    return 301 https://www.{site.zone}.example/;
}}
"""


def intranet(site: Site) -> str:
    """A tool for the office network, behind a password."""
    return _tls_server(
        site,
        f"""
    satisfy all;
    allow 192.168.{site.number % 250}.0/24;
    allow 10.8.0.0/16;
    deny all;
    auth_basic "Staff only";
    auth_basic_user_file htpasswd;

    location / {{
        proxy_pass http://{site.backend}:9000;
        include proxy_params;
    }}
""",
    )


# How often each kind occurs among a hundred sites.
KINDS: dict[Callable[[Site], str], int] = {
    proxy: 25,
    static: 23,
    moved: 14,
    parked: 13,
    php: 7,
    single_page: 7,
    websocket: 5,
    pool: 4,
    intranet: 2,
}
