"""How many files nginx's processes may have open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.host.machine import Machine


class Limit(NamedTuple):
    """A number of open files, and who says so: the running nginx, or the file of its unit."""

    files: int
    source: str


def open_files(machine: Machine, configuration: Configuration) -> Limit | None:
    """The soft limit that nginx's master passes on to its workers, ``None`` if nobody knows.

    On a live machine that of the running master (``/proc/PID/limits``, proc(5)), else ``LimitNOFILE`` of
    its unit (systemd.exec(5)).
    """
    if machine.live:
        master = _master(machine, configuration)
        if master is not None:
            found = parse_limits(machine.text(f"/proc/{master}/limits") or "")
            return None if found is None else Limit(found, f"the running nginx (process {master})")
    value, file = machine.sandbox.settings.get("LimitNOFILE", ("", ""))
    soft = value.partition(":")[0].strip()
    return Limit(int(soft), f"`{file}`") if soft.isdecimal() else None


def _master(machine: Machine, configuration: Configuration) -> str | None:
    """The process that the configuration's pid file names, if it is an nginx."""
    line = next((one for one in configuration.named("pid") if one.args), None)
    written = str(line.args[0]) if line is not None else None
    if written is None and machine.binary is not None:
        written = machine.binary.option("pid-path")
    path = None if written is None else machine.full(configuration, written)
    process = "" if path is None else (machine.text(path) or "").strip()
    if not process.isdecimal() or (machine.text(f"/proc/{process}/comm") or "").strip() != "nginx":
        return None
    return process


def parse_limits(text: str) -> int | None:
    """The soft limit of open files in ``/proc/PID/limits``; ``None`` if there is none."""
    for line in text.splitlines():
        if line.startswith("Max open files"):
            soft = line[len("Max open files") :].split()[:1]
            return int(soft[0]) if soft and soft[0].isdecimal() else None
    return None
