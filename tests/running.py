"""A real nginx that serves a fixture on loopback, so that tests can see what a rule says it does.

    with serving(fixture("alias-traversal", "bad.conf"), tmp_path, {"/srv/secret": "x"}) as site:
        assert site.get("/files../secret").body == "x"

The text is adapted as little as possible, and the fixture stays the one that the rule is tried on:

- it is put into the block that its ``# options: --context`` says;
- every port that it listens on or passes to on this machine (``listen 80``, ``127.0.0.1:8000``) becomes a
  free one, the same for the same number; on ports that nginx doesn't listen on, an upstream answers what it
  was sent;
- absolute paths of ``root``, ``alias``, logs, user files, includes and caches, and the sockets of ``/run``,
  lie under the test's folder, where ``files`` are written;
- certificates that it names become one that is made for the test;
- hosts in ``names`` (``backend``, ``app.example.com``) are replaced by the address of that upstream.
"""

from __future__ import annotations

import http.client
import http.server
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from judges import open_judge
from linting import FIXTURES, expectations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECONDS = 10
ATTEMPTS = 3


class PortTakenError(Exception):
    """Another program took a port that was free a moment ago."""


class Answer(NamedTuple):
    """What came back, with the header fields in their order."""

    status: int
    fields: list[tuple[str, str]]
    body: str

    def all(self, name: str) -> list[str]:
        """The values of a header field."""
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        """The first value of a header field."""
        return next(iter(self.all(name)), None)

    @property
    def sent(self) -> Sent:
        """What the upstream that answered was sent."""
        told = json.loads(self.body)
        fields = [(name, value) for name, value in told["fields"]]
        return Sent(told["method"], told["path"], fields, told["version"])


class Sent(NamedTuple):
    """A request as it reached the upstream."""

    method: str
    path: str
    fields: list[tuple[str, str]]
    version: str

    def header(self, name: str) -> str | None:
        """The first value of a header field."""
        return next((value for field, value in self.fields if field.lower() == name.lower()), None)


class Site:
    """A running nginx: ``folder`` is where its files lie, ``ports`` the real ports by the fixture's."""

    def __init__(self, folder: Path, ports: Mapping[int, int]) -> None:
        self.folder = folder
        self.ports = ports

    def get(
        self,
        path: str,
        *,
        host: str = "localhost",
        port: int = 80,
        tls: bool = False,
        method: str = "GET",
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for a path (sent as it is) at a port of the fixture; no redirect is followed."""
        connection: http.client.HTTPConnection
        address = ("127.0.0.1", self.ports[port])
        if tls:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = http.client.HTTPSConnection(*address, timeout=SECONDS, context=context)
            connection.sock = context.wrap_socket(
                socket.create_connection(address, SECONDS), server_hostname=host
            )
        else:
            connection = http.client.HTTPConnection(*address, timeout=SECONDS)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host, **(headers or {})}.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(None if body is None else body.encode())
        answer = connection.getresponse()
        found = Answer(answer.status, answer.getheaders(), answer.read().decode("utf-8", "replace"))
        connection.close()
        return found

    def error_log(self) -> str:
        """What nginx has written to its error log so far."""
        return (self.folder / "error.log").read_text(encoding="utf-8", errors="replace")


class _Echo(http.server.BaseHTTPRequestHandler):
    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        text = json.dumps(
            {
                "method": self.command,
                "path": self.requestline.split(" ")[1],  # self.path is without doubled slashes
                "fields": self.headers.items(),
                "version": self.request_version,
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing on standard error."""


def fixture(rule: str, name: str) -> Path:
    """The path of a rule's fixture."""
    return FIXTURES / "rules" / rule / name


@contextmanager
def serving(
    config: Path | str,
    folder: Path,
    files: Mapping[str, str] | None = None,
    *,
    context: str | None = None,
    names: tuple[str, ...] = (),
    judge: str = "wheel",
    main: str = "",
) -> Iterator[Site]:
    """Run nginx with a fixture (a path) or a text in ``context`` ("http", "server", "location", "main").

    ``files`` are written first: paths as the fixture has them, with their text; one that ends in a slash is a
    folder.
    ``main`` are lines for the top of nginx.conf. ``judge`` is which nginx.
    """
    if isinstance(config, Path):
        context = context or expectations(config).options.get("context", "main")
        config = (config / "nginx.conf" if config.is_dir() else config).read_text(encoding="utf-8")
    folder.chmod(0o755)
    for path, text in (files or {}).items():
        place = folder / path.lstrip("/")
        if path.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    for attempt in range(ATTEMPTS):
        with ExitStack() as stack:
            try:
                site = _started(
                    stack, *_adapted(config, context or "main", folder, names, main), folder, judge
                )
            except PortTakenError:
                if attempt + 1 == ATTEMPTS:
                    raise
                continue
            yield site
            return


def _started(stack: ExitStack, text: str, ports: _Ports, folder: Path, judge: str) -> Site:
    (folder / "nginx.conf").write_text(text)
    nginx = open_judge(judge)
    for port in ports.silent:
        try:
            server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _Echo)
        except OSError as error:
            raise PortTakenError from error
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
    process = subprocess.Popen(
        [str(nginx.binary), "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_stop, process)
    _wait(process, ports.listening, folder)
    return Site(folder, ports.all)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.kill(process.pid, signal.SIGTERM)
    process.wait(SECONDS)


def _wait(process: subprocess.Popen[bytes], ports: list[int], folder: Path) -> None:
    end = time.monotonic() + SECONDS
    for port in ports:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    log = folder / "error.log"
                    if log.exists() and "Address already in use" in log.read_text():
                        log.unlink()
                        raise PortTakenError from None
                    raise AssertionError(
                        f"nginx did not start: {log.read_text() if log.exists() else ''}\n"
                        + (folder / "nginx.conf").read_text()
                    ) from None
                time.sleep(0.02)


class _Ports:
    """Free ports for those of a fixture; ``listening`` those that nginx listens on, over TCP."""

    def __init__(self) -> None:
        self.all: dict[int, int] = {}
        self.listening: list[int] = []

    def free(self, port: int) -> int:
        """The free port that stands for ``port``."""
        if port not in self.all:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.all[port] = probe.getsockname()[1]
        return self.all[port]

    @property
    def silent(self) -> list[int]:
        """Those that nothing listens on."""
        return [port for port in self.all.values() if port not in self.listening]


_LISTEN = re.compile(r"(?m)(^|[;{]\s*|^\s+)listen\s+(?!unix:)([^\s;]+)([^;\n]*);")
_PASSED = re.compile(r"(?<![\w.])(?:127\.0\.0\.1|localhost):(\d+)")
_PATH = re.compile(
    r"\b(?:root|alias|access_log|error_log|auth_basic_user_file|include|\w+_path)\s+[\"']?(?=/)"
)
_CERTIFICATE = re.compile(r"\b(ssl_certificate|ssl_certificate_key|ssl_trusted_certificate)(\s+)[^;\s]+;")


def _adapted(text: str, context: str, folder: Path, names: tuple[str, ...], main: str) -> tuple[str, _Ports]:
    ports = _Ports()

    def listen(found: re.Match[str]) -> str:
        address = found[2]
        number = re.search(r"(?:^|:)(\d+)$", address)
        real = ports.free(int(number[1]) if number else 80)
        if "quic" not in found[3] and real not in ports.listening:
            ports.listening.append(real)
        host = "[::1]" if address.startswith("[") else "127.0.0.1"
        return f"{found[1]}listen {host}:{real}{found[3]};"

    text = _LISTEN.sub(listen, text)
    wrapped = text
    if context in ("server", "location"):
        if context == "location":
            wrapped = f"location / {{\n{text}\n}}"
        if not re.search(r"(?m)^\s*listen\s", text):
            wrapped = f"listen 127.0.0.1:{ports.free(80)};\n{wrapped}"
            ports.listening.append(ports.free(80))
        wrapped = f"server {{\n{wrapped}\n}}"
    elif not re.search(r"(?m)[{;\s]listen\s", text):
        real = ports.free(80)
        wrapped = re.sub(r"(?m)((?:^|[{;])\s*server\s*\{)", rf"\1 listen 127.0.0.1:{real};", text)
        ports.listening.append(real)
    for name in names:
        wrapped = re.sub(
            rf"(?<![\w.-]){re.escape(name)}(:\d+)?(?![\w.-])", f"127.0.0.1:{ports.free(1)}", wrapped
        )
    real_ports = set(ports.all.values())
    wrapped = _PASSED.sub(
        lambda found: found[0] if int(found[1]) in real_ports else f"127.0.0.1:{ports.free(int(found[1]))}",
        wrapped,
    )
    wrapped = _PATH.sub(lambda found: f"{found[0]}{folder}", wrapped)
    wrapped = wrapped.replace("unix:/run/", f"unix:{folder}/run/")
    if _CERTIFICATE.search(wrapped):
        _make_certificate(folder)
        wrapped = _CERTIFICATE.sub(
            lambda found: f"{found[1]}{found[2]}{folder}/{'key' if 'key' in found[1] else 'cert'}.pem;",
            wrapped,
        )
    temporary = "".join(
        f"{name}_temp_path {folder}/tmp-{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    before = f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log info;\n{main}\n"
    if context == "main":
        wrapped = re.sub(r"(?m)^(http\s*\{)", rf"\1 access_log off; {temporary}", wrapped, count=1)
        events = "" if re.search(r"(?m)^events\b", wrapped) else "events {}\n"
        return before + events + wrapped, ports
    return f"{before}events {{}}\nhttp {{ access_log off; {temporary}\n{wrapped}\n}}\n", ports


def _make_certificate(folder: Path) -> None:
    import trustme

    issued = trustme.CA().issue_cert("localhost", "example.com", "*.example.com")
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    issued.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
