"""Ask the real nginx (`nginx -t`) about a configuration, apart from the machine's own state.

Where unshare(1) is permitted, nginx runs in mount and network namespaces of its own: logs, caches
and sockets go to file systems that vanish, /etc/nginx is the configuration's folder, and users and
host names that a configuration needs are added to private copies of /etc/passwd, /etc/group and
/etc/hosts. Elsewhere it runs as it is, and more configurations fail for reasons of the machine.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools import Nginx

ATTEMPTS = 16
MAX_BYTES = 200_000
MODULES = ("ngx_stream_module.so", "ngx_mail_module.so")

_MESSAGE = re.compile(
    r"^(?:nginx: |[\d/]+ [\d:]+ )\[(?P<level>warn|emerg|error|crit|alert)\] "
    r"(?:\d+#\d+: )?(?:\*\d+ )?"
    r"(?P<text>.*?)(?: in (?P<file>[^\s:]+):(?P<line>\d+))?$"
)
_MACHINE = re.compile(
    r"failed \(\d+: |host not found|cannot load certificate|PEM_read_bio|BIO_new_file|"
    r"ReferenceError: Cannot load module|getpwnam|getgrnam|dlopen\(|is not binary compatible|"
    r"SSL_CTX_|could not be resolved"
)
_NAME = re.compile(r'host not found in (?:[\w ]*?)"\[?([^"/:\]]+)')
_ACCOUNT = re.compile(r'get(pw|gr)nam\("([^"]+)"\) failed')
_TARGET = re.compile(r"(?:_pass|\bserver|\bresolver|set_real_ip_from)\s+(?:\w+://)?([\w.-]+)")

# Runs in the namespaces: the folder, the copies of the system's files, then the command.
_INSIDE = """
mount --make-rprivate / && folder=$1 && copies=$2 && shift 2 || exit 99
{ ip link set lo up || ifconfig lo up; } 2>/dev/null
for place in /var/log /var/cache /run /var/lib/nginx; do
    [ -d $place ] && mount -t tmpfs none $place
done
mkdir -p /var/log/nginx /var/cache/nginx 2>/dev/null
[ -d /etc/nginx ] && mount --bind "$folder" /etc/nginx
for file in passwd group hosts resolv.conf; do mount --bind "$copies/$file" /etc/$file; done
exec "$@"
"""


@dataclass(frozen=True, slots=True)
class Message:
    """Something nginx said: the place is relative to the configuration's folder, or None."""

    text: str
    file: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether nginx accepts a configuration, why not, and what it warns of.

    `machine` says that it refused for something that is not in the text: a file, a user, a name.
    """

    accepted: bool
    machine: bool
    reason: Message | None
    warnings: tuple[Message, ...]


@functools.cache
def _namespaces() -> list[str]:
    """The start of a command that runs in namespaces of its own; empty if that isn't possible."""
    command = ["unshare", "--mount", "--net"]
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        command.append("--map-root-user")
    if shutil.which("unshare") is None:
        return []
    tried = subprocess.run([*command, "mount", "--make-rprivate", "/"], capture_output=True)
    return command if tried.returncode == 0 else []


@functools.cache
def _globals(nginx: Nginx) -> list[str]:
    """Arguments that load the stream and mail modules where they are built as modules."""
    told = subprocess.run([nginx.path, "-V"], capture_output=True, text=True).stderr
    folder = re.search(r"--modules-path=(\S+)", told)
    if folder is None or "=dynamic" not in told:
        return []
    paths = [os.path.join(folder[1], name) for name in MODULES]
    loads = "".join(f"load_module {path};" for path in paths if os.path.exists(path))
    return ["-g", loads] if loads else []


def ask(nginx: Nginx, folder: Path) -> Verdict:
    """What `nginx -t` says of the `nginx.conf` in `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        copies = Path(scratch)
        for name in ("passwd", "group", "hosts"):
            source = Path("/etc", name)
            copies.joinpath(name).write_text(source.read_text() if source.exists() else "")
        # Known beforehand, because nginx waits long for the answer to each name it looks up.
        names = ["localhost", *sorted(_host_names(folder))]
        with copies.joinpath("hosts").open("a") as hosts:
            hosts.writelines(f"\n127.0.0.1 {name}" for name in names)
            hosts.write("\n")
        copies.joinpath("resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        start = _namespaces()
        inside = [*start, "sh", "-c", _INSIDE, "sh", str(folder), scratch] if start else []
        command = [nginx.path, "-t", "-p", f"{folder}/", "-c", "nginx.conf", *_globals(nginx)]
        verdict = _once([*inside, *command], folder)
        for _ in range(ATTEMPTS):
            if not (start and verdict.reason and _provide(verdict.reason.text, copies)):
                break
            verdict = _once([*inside, *command], folder)
        return verdict


def _host_names(folder: Path) -> set[str]:
    """The words of a configuration that nginx would look up."""
    names: set[str] = set()
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size < MAX_BYTES:
            names.update(_TARGET.findall(path.read_text(encoding="utf-8", errors="replace")))
    return {name for name in names if re.search("[a-zA-Z]", name)}


def _provide(text: str, copies: Path) -> bool:
    """Add the host name, user or group that nginx missed; False if it missed none of these."""
    if name := _NAME.search(text):
        file, line = "hosts", f"127.0.0.1 {name[1]}\n"
    elif account := _ACCOUNT.search(text):
        passwd = account[1] == "pw"
        file = "passwd" if passwd else "group"
        line = f"{account[2]}:x:65534:65534::/:/bin/sh\n" if passwd else f"{account[2]}:x:65534:\n"
    else:
        return False
    path = copies / file
    if line in path.read_text():
        return False
    with path.open("a") as target:
        target.write(line)
    return True


def _once(command: list[str], folder: Path) -> Verdict:
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    reason: Message | None = None
    warnings: list[Message] = []
    for line in done.stderr.decode(errors="replace").splitlines():
        match = _MESSAGE.match(line)
        if match is None:
            continue
        place = match["file"] and _relative(match["file"], folder)
        message = Message(match["text"], place, int(match["line"]) if match["line"] else None)
        if match["level"] == "warn":
            if message not in warnings:
                warnings.append(message)
        elif done.returncode:
            reason = reason or message
    if done.returncode and reason is None:
        reason = Message(done.stderr.decode(errors="replace")[-300:], None, None)
    machine = bool(reason and _of_machine(reason, folder))
    return Verdict(done.returncode == 0, machine, reason, tuple(warnings))


def _of_machine(reason: Message, folder: Path) -> bool:
    """Whether nginx stopped for the machine; an include missing from the folder is no such case."""
    include = re.match(r'open\(\) "([^"]+)" failed \(2:', reason.text)
    if include and reason.line and include[1].startswith((f"{folder}/", "/etc/nginx/")):
        return False
    return _MACHINE.search(reason.text) is not None


def _relative(file: str, folder: Path) -> str:
    """The path in the folder, symbolic links followed; another path as it is."""
    for base in (f"{folder}/", "/etc/nginx/"):
        if file.startswith(base):
            path = (folder / file[len(base) :]).resolve()
            return str(path.relative_to(folder)) if path.is_relative_to(folder) else file
    return file


def without_warnings(verdict: Verdict, known: set[str]) -> Verdict:
    """The same verdict less the warnings with one of these texts."""
    kept = tuple(w for w in verdict.warnings if w.text not in known)
    return Verdict(verdict.accepted, verdict.machine, verdict.reason, kept)
