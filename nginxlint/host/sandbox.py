"""What systemd hides from nginx: systemd.exec(5)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nginxlint.files.system import UnreadableError

if TYPE_CHECKING:
    from nginxlint.host.machine import Machine

_FOLDERS = (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)
_UNIT = "nginx.service"
_TRUE = frozenset({"1", "yes", "y", "true", "t", "on"})


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What nginx's unit says: ``settings`` by name, each with the file that says it."""

    settings: dict[str, tuple[str, str]]

    def hides(self, path: str) -> tuple[str, str] | None:
        """The setting that hides a path from nginx (``PrivateTmp=yes``) and its file; or ``None``."""
        if path.startswith(("/tmp/", "/var/tmp/")):  # noqa: S108 - the very folders that are private
            return self._setting("PrivateTmp", _TRUE | {"disconnected"})
        if path.startswith(("/home/", "/root/", "/run/user/")):
            return self._setting("ProtectHome", _TRUE | {"tmpfs"})
        return None

    @property
    def ordinary_user(self) -> tuple[str, str] | None:
        """Whom systemd starts nginx as, and the file that says it, ``None`` if it may do all it needs."""
        user, file = self.settings.get("User", ("", ""))
        granted = self.settings.get("AmbientCapabilities", ("", ""))[0].upper()
        if user in ("", "root", "0") or "CAP_NET_BIND_SERVICE" in granted:
            return None
        return user, file

    def _setting(self, name: str, values: frozenset[str]) -> tuple[str, str] | None:
        value, file = self.settings.get(name, ("", ""))
        return (f"{name}={value}", file) if value.lower() in values else None


def read_sandbox(machine: Machine) -> Sandbox:
    """Read nginx's unit and its drop-ins; the unit of the first folder counts, drop-ins go by their names."""
    settings: dict[str, tuple[str, str]] = {}
    for folder in _FOLDERS:
        path = f"{folder}/{_UNIT}"
        if machine.look(path).kind == "file":
            _take(machine, path, settings)
            break
    drop_ins: dict[str, str] = {}
    for folder in reversed(_FOLDERS):
        for name in machine.names(f"{folder}/{_UNIT}.d") or ():
            if name.endswith(".conf"):
                drop_ins[name] = os.path.join(f"{folder}/{_UNIT}.d", name)
    for name in sorted(drop_ins):
        _take(machine, drop_ins[name], settings)
    return Sandbox(settings)


def _take(machine: Machine, path: str, settings: dict[str, tuple[str, str]]) -> None:
    try:
        text = machine.read(path).decode("utf-8", "replace")
    except UnreadableError:
        return
    section = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line
        elif section == "[Service]" and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            settings[name.strip()] = (value.strip(), path)
