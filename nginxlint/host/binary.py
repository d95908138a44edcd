"""The nginx that is installed on this machine, asked what it is."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass

from nginxlint.nginx.version import Version

_PLACES = (
    "/usr/sbin/nginx",
    "/usr/local/sbin/nginx",
    "/usr/local/nginx/sbin/nginx",
    "/usr/bin/nginx",
    "/opt/homebrew/bin/nginx",
    "/usr/local/bin/nginx",
    "/usr/local/openresty/nginx/sbin/nginx",
)
_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Binary:
    """What ``nginx -V`` says: version, where nginx.conf lies, and the options it was built with."""

    path: str
    version: Version
    conf_path: str | None
    arguments: tuple[str, ...]

    def option(self, name: str) -> str | None:
        """The value of ``--name=value``, ``None`` if it wasn't given."""
        start = f"--{name}="
        return next((one[len(start) :] for one in self.arguments if one.startswith(start)), None)


def find_binary() -> Binary | None:
    """The installed nginx, ``None`` if there is none in the system's own folders or it can't be asked.

    Runs ``nginx -V`` and nothing else; never a program from PATH, the working folder or a linted tree.
    """
    for path in _PLACES:
        if os.path.isfile(path) and os.access(path, os.X_OK):
            found = _ask(path)
            if found is not None:
                return found
    return None


def _ask(path: str) -> Binary | None:
    try:
        answer = subprocess.run(  # noqa: S603 - one of the fixed paths above
            [path, "-V"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
            cwd="/",
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_answer(path, answer.stderr)


def parse_answer(path: str, text: str) -> Binary | None:
    """What the output of ``nginx -V`` says, ``None`` if it isn't that."""
    version = re.search(r"^nginx version: [^/\n]*/(\d+\.\d+\.\d+)", text, re.MULTILINE)
    if version is None:
        return None
    configured = re.search(r"^configure arguments: (.*)$", text, re.MULTILINE)
    arguments = tuple(_words(configured[1])) if configured else ()
    conf_path = next((word.partition("=")[2] for word in arguments if word.startswith("--conf-path=")), None)
    return Binary(path, Version.parse(version[1]), conf_path, arguments)


def _words(text: str) -> list[str]:
    import shlex

    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
