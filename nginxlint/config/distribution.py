"""Files that a package brings to the server and that no repository holds: known by what they contain.

The contents are the directives of nginx's own ``conf/`` folder, of Debian's nginx-common and of certbot's
nginx plugin, without their comments. Findings about them are not reported: nobody can mend them here.
"""

from __future__ import annotations

from nginxlint.text.source import Source

MARK = "distribution:"
"""How the path of such a file begins where real paths are expected; those begin with a slash."""

_PARAMETERS = """
QUERY_STRING $query_string
REQUEST_METHOD $request_method
CONTENT_TYPE $content_type
CONTENT_LENGTH $content_length
REQUEST_URI $request_uri
DOCUMENT_ROOT $document_root
SERVER_PROTOCOL $server_protocol
REQUEST_SCHEME $scheme
HTTPS $https if_not_empty
REMOTE_ADDR $remote_addr
REMOTE_PORT $remote_port
SERVER_PORT $server_port
SERVER_NAME $server_name
"""
_FASTCGI = """
SCRIPT_NAME $fastcgi_script_name
DOCUMENT_URI $document_uri
GATEWAY_INTERFACE CGI/1.1
SERVER_SOFTWARE nginx/$nginx_version
REMOTE_USER $remote_user
SERVER_ADDR $server_addr
REDIRECT_STATUS 200
"""
_UWSGI = "PATH_INFO $document_uri"
_SCGI = "DOCUMENT_URI $document_uri\nSCGI 1"
_SCRIPT = "SCRIPT_FILENAME $document_root$fastcgi_script_name"

_PROXY = """
proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
"""
_PHP = """
fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
try_files $fastcgi_script_name =404;
set $path_info $fastcgi_path_info;
fastcgi_param PATH_INFO $path_info;
fastcgi_index index.php;
include fastcgi.conf;
"""
_SNAKEOIL = """
ssl_certificate /etc/ssl/certs/ssl-cert-snakeoil.pem;
ssl_certificate_key /etc/ssl/private/ssl-cert-snakeoil.key;
"""
_CERTBOT = """
ssl_session_cache shared:le_nginx_SSL:10m;
ssl_session_timeout 1440m;
ssl_session_tickets off;
ssl_protocols TLSv1.2 TLSv1.3;
ssl_prefer_server_ciphers off;
ssl_ciphers "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:\
ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
"""
_TYPES = """
text/html html htm shtml
text/css css
text/xml xml
image/gif gif
image/jpeg jpeg jpg
application/javascript js
application/atom+xml atom
application/rss+xml rss
text/plain txt
image/png png
image/svg+xml svg svgz
image/webp webp
image/avif avif
image/x-icon ico
font/woff woff
font/woff2 woff2
application/json json
application/pdf pdf
application/wasm wasm
application/zip zip
application/octet-stream bin exe dll deb dmg iso img
audio/mpeg mp3
audio/ogg ogg
video/mp4 mp4
video/webm webm
"""

NAMES = (
    "mime.types",
    "fastcgi_params",
    "fastcgi.conf",
    "uwsgi_params",
    "scgi_params",
    "proxy_params",
    "snippets/fastcgi-php.conf",
    "snippets/snakeoil.conf",
    "options-ssl-nginx.conf",
    "koi-utf",
    "koi-win",
    "win-utf",
)
"""The files that are known, by the end of their paths."""

_PACKAGED_FOLDERS = ("/modules-enabled/", "/usr/share/nginx/modules/", "/default.d/")
"""Folders that packages fill, with ``load_module`` lines or nothing."""


def known_name(path: str) -> str | None:
    """Which of the files a path of an ``include`` means, ``None`` for any other file."""
    return next((name for name in NAMES if path == name or path.endswith("/" + name)), None)


def known_file(path: str) -> Source | None:
    """What a package puts at a path of an ``include``, ``None`` for any other file."""
    name = known_name(path)
    if name is None:
        return None
    return Source(path, _text(name), path=MARK + path)


def is_distributed(source: Source) -> bool:
    """Whether a text is one of these files, known by its name alone: the one that is there may differ."""
    return str(source.path).startswith(MARK)


def is_packaged_folder(pattern: str) -> bool:
    """Whether only packages put files where a pattern of an ``include`` looks."""
    return any(folder in f"/{pattern}" for folder in _PACKAGED_FOLDERS)


def _text(name: str) -> str:
    match name:
        case "mime.types":
            return "types {\n" + _TYPES.strip().replace("\n", ";\n") + ";\n}\n"
        case "fastcgi_params":
            return _params("fastcgi_param", _PARAMETERS, _FASTCGI)
        case "fastcgi.conf":
            return _params("fastcgi_param", _SCRIPT, _PARAMETERS, _FASTCGI)
        case "uwsgi_params":
            return _params("uwsgi_param", _PARAMETERS, _UWSGI)
        case "scgi_params":
            return _params("scgi_param", _PARAMETERS, _SCGI)
        case "proxy_params":
            return _PROXY
        case "snippets/fastcgi-php.conf":
            return _PHP
        case "snippets/snakeoil.conf":
            return _SNAKEOIL
        case "options-ssl-nginx.conf":
            return _CERTBOT
        case _:
            # A charset_map of letters: nothing that anything else depends on.
            return ""


def _params(directive: str, *lists: str) -> str:
    lines = [line for text in lists for line in text.strip().split("\n")]
    return "".join(f"{directive} {line};\n" for line in lines)
