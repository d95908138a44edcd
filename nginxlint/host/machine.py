"""The machine that the configuration is written for, asked through its file system."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from nginxlint.files.system import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from nginxlint.config.configuration import Configuration
    from nginxlint.config.servers import Server
    from nginxlint.files.system import FileSystem
    from nginxlint.host.access import Entry, Obstacle
    from nginxlint.host.accounts import Account, Accounts
    from nginxlint.host.binary import Binary
    from nginxlint.host.certificates import Certificate
    from nginxlint.host.connect import Answer
    from nginxlint.host.content import Folder
    from nginxlint.host.listening import Listener
    from nginxlint.host.passing import Target
    from nginxlint.host.passwords import PasswordFile
    from nginxlint.host.patience import Patience
    from nginxlint.host.references import Reference
    from nginxlint.host.sandbox import Sandbox
    from nginxlint.host.store import PemFile
    from nginxlint.host.tls import Pair
    from nginxlint.syntax.tree import Directive
    from nginxlint.text.source import Source

T = TypeVar("T")

Kind = Literal["file", "folder", "socket", "fifo", "device", "missing", "unknown"]

SECONDS = 2.0
"""How long one look at a file may take where file systems of other machines are mounted."""

CONNECT_SECONDS = 10.0
"""How long all connections of a run may take together; what was not asked by then is unknown."""

MAX_FILE = 4 * 1024 * 1024
"""Bytes of a certificate, key, passwd or similar file that are read at most."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is at a path after symlinks.

    ``missing`` is the first part of the path that isn't there, if ``kind`` is "missing". ``unknown``
    means that it could not be seen; ``reason`` says why.
    """

    kind: Kind
    missing: str | None = None
    reason: str | None = None
    status: os.stat_result | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How a machine is asked.

    ``now`` is the time to judge dates by, the clock's if ``None``. ``as_user`` is who nginx's workers
    run as, if the configuration is not to say it. ``connect`` is whether sockets and loopback ports are
    tried (``None``: on a live machine), ``connect_all`` whether other addresses are, too.
    """

    now: datetime | None = None
    as_user: str | None = None
    connect: bool | None = None
    connect_all: bool = False


class Machine:
    """One machine. Each path is looked at once, however many rules ask.

    ``live`` says that it is the one that nginxlint runs on. Paths are machine paths.
    """

    def __init__(self, files: FileSystem, *, live: bool, settings: Settings | None = None) -> None:
        self.files = files
        self.live = live
        self.settings = settings or Settings()
        self._looks: dict[str, Look] = {}
        self._names: dict[str, list[str] | None] = {}
        self._acls: dict[str, tuple[Entry, ...]] = {}
        self._ways: dict[tuple[str, Account], Obstacle | None] = {}
        self.known: dict[bytes, Certificate] = {}
        self._pems: dict[str, PemFile] = {}
        self._pairs: dict[int, list[Pair]] = {}
        self._users: dict[tuple[str, str | None], Account | None] = {}
        self._folders: dict[int, list[Folder]] = {}
        self._targets: dict[int, list[Target]] = {}
        self._answers: dict[tuple[str, int], Answer] = {}
        self._connecting = 0.0
        self._silent: list[str] = []

    # -- files -------------------------------------------------------------------------------------

    def look(self, path: str) -> Look:
        """What is at a path."""
        found = self._looks.get(path)
        if found is None:
            found = self._looks[path] = self._look(path)
        return found

    def _look(self, path: str) -> Look:
        try:
            status = self._ask(self.files.stat, path)
        except UnreadableError as error:
            if error.kind == "missing":
                return Look("missing", missing=self._first_missing(path))
            return Look("unknown", reason=error.reason)
        return Look(_kind(status.st_mode), status=status)

    def _first_missing(self, path: str) -> str:
        """The first part of a missing path that isn't there."""
        missing, passed = path, []
        folder = os.path.dirname(path)
        while folder not in ("", missing):
            known = self._looks.get(folder)
            if known is not None:
                missing = known.missing or missing
                break
            try:
                status = self._ask(self.files.stat, folder)
            except UnreadableError as error:
                if error.kind != "missing":
                    break
                passed.append(folder)
                missing, folder = folder, os.path.dirname(folder)
                continue
            self._looks[folder] = Look(_kind(status.st_mode), status=status)
            break
        for folder in passed:
            self._looks[folder] = Look("missing", missing=missing)
        return missing

    def read(self, path: str) -> bytes:
        """The first bytes of a regular file, all of it unless it is huge. Raises ``UnreadableError``."""
        look = self.look(path)
        if look.kind == "file" and look.status is not None and look.status.st_size > MAX_FILE:
            raise UnreadableError("too-large", path, "is too large to be what it should be")
        return self._ask(self.files.read, path)

    def names(self, folder: str) -> list[str] | None:
        """The names in a folder, ``None`` if it can't be listed."""
        if folder not in self._names:
            try:
                self._names[folder] = self._ask(self.files.names, folder)
            except UnreadableError:
                self._names[folder] = None
        return self._names[folder]

    def link(self, path: str) -> str | None:
        """What a symlink says, ``None`` if it is none or can't be seen."""
        try:
            return self._ask(self.files.link, path)
        except UnreadableError:
            return None

    def physical(self, path: str) -> str:
        """The path without any symlink in it."""
        try:
            real = self._ask(self.files.resolve, path)
        except UnreadableError:
            return path
        return self._machine_path(real)

    def _machine_path(self, real: str) -> str:
        root = self.files.root
        if root is None or root == "/":
            return real
        return real[len(root) :] or "/"

    def near(self, path: str) -> list[str]:
        """The names in the folder of ``path`` that look like its own, the most alike first."""
        from difflib import get_close_matches

        folder, name = os.path.split(path)
        by_lower = {other.lower(): other for other in self.names(folder) or () if other != name}
        close = get_close_matches(name.lower(), by_lower, n=3, cutoff=0.7)
        return [os.path.join(folder, by_lower[near]) for near in close]

    def pem(self, path: str) -> PemFile:
        """The PEM file at a path, with what is wrong with it."""
        found = self._pems.get(path)
        if found is None:
            from nginxlint.host.store import read_pem

            found = self._pems[path] = read_pem(self, path)
        return found

    def pairs(self, configuration: Configuration) -> list[Pair]:
        """The certificates with their keys that the configuration's servers load, each pair of files once."""
        found = self._pairs.get(id(configuration))
        if found is None:
            from nginxlint.host.tls import pairs

            found = self._pairs[id(configuration)] = list(pairs(configuration, self))
        return found

    def parameter_files(self, configuration: Configuration) -> dict[str, list[Directive]]:
        """The files of Diffie-Hellman parameters that servers load, with the lines that name them."""
        from nginxlint.host.tls import parameter_files

        return parameter_files(configuration)

    def folders(self, configuration: Configuration) -> list[Folder]:
        """The roots and aliases from which the configuration's servers serve."""
        found = self._folders.get(id(configuration))
        if found is None:
            from nginxlint.host.content import folders

            found = self._folders[id(configuration)] = folders(configuration, self)
        return found

    def file_of(self, server: Server, uri: str, configuration: Configuration) -> tuple[Directive, str] | None:
        """The file that answers a path in a server and the line that says so, ``None`` if nobody can tell."""
        from nginxlint.host.content import file_of

        return file_of(server, uri, configuration, self)

    def references(self, configuration: Configuration) -> Iterator[Reference]:
        """The files other than certificates that nginx opens when it starts."""
        from nginxlint.host.references import references

        return references(configuration, self)

    def logs(self, configuration: Configuration) -> Iterator[tuple[Directive, str]]:
        """The files that nginx opens for writing when it starts, with their lines."""
        from nginxlint.host.references import logs

        return logs(configuration, self)

    def password_files(self, configuration: Configuration) -> Iterator[PasswordFile]:
        """The files that ``auth_basic`` asks."""
        from nginxlint.host.passwords import password_files

        return password_files(configuration)

    def path_of(self, source: Source) -> str | None:
        """Where a file of the configuration lies, ``None`` for one that lies nowhere."""
        return None if source.path is None else self._machine_path(source.path)

    def trusts(self, certificate: Certificate) -> bool:
        """Whether the machine's store of authorities holds the one that issued a certificate."""
        from nginxlint.host.chain import is_trusted

        return is_trusted(certificate, self)

    def targets(self, configuration: Configuration) -> list[Target]:
        """The addresses that the configuration passes requests to, each once."""
        found = self._targets.get(id(configuration))
        if found is None:
            from nginxlint.host.passing import targets

            found = self._targets[id(configuration)] = targets(configuration)
        return found

    def _ask(self, function: Callable[..., T], path: str, *more: object) -> T:
        """Ask the file system, no longer than ``SECONDS`` where an answer may not come."""
        patience = self._patience
        if patience is None:
            return function(path, *more)
        from nginxlint.host.patience import TooLongError

        for mount in self._silent:
            if path == mount or path.startswith(mount + "/"):
                raise UnreadableError("failed", path, "does not answer")
        try:
            return patience(function, path, *more)
        except TooLongError:
            self._silent.append(self._mount_of(path))
            raise UnreadableError("failed", path, "does not answer") from None

    def _mount_of(self, path: str) -> str:
        """The mount that a path lies on, as far as its text tells, else its folder."""
        root = self.files.root or ""
        around = [mount for mount in self._mounts if (root + path).startswith(mount.rstrip("/") + "/")]
        if around:
            return max(around, key=len)[len(root) :].rstrip("/")
        return os.path.dirname(path).rstrip("/") or path

    @cached_property
    def _mounts(self) -> list[str]:
        from nginxlint.host.patience import remote_mounts

        try:
            with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
                return remote_mounts(file.read())
        except OSError:
            return []

    @cached_property
    def _patience(self) -> Patience | None:
        if not self._mounts:
            return None
        from nginxlint.host.patience import Patience

        return Patience(SECONDS)

    # -- who asks ----------------------------------------------------------------------------------

    @cached_property
    def accounts(self) -> Accounts:
        """The machine's users and groups, none if its files can't be read."""
        from nginxlint.host.accounts import parse_accounts

        return parse_accounts(self.text("/etc/passwd") or "", self.text("/etc/group") or "")

    def text(self, path: str) -> str | None:
        """The text of a regular file, ``None`` if it can't be read."""
        if self.look(path).kind != "file":
            return None
        try:
            return self.read(path).decode("utf-8", "replace")
        except UnreadableError:
            return None

    def account(self, user: str, group: str | None = None) -> Account | None:
        """Who a user is with its groups, ``None`` if there is no such user or group."""
        key = (user, group)
        if key not in self._users:
            found = self.accounts.account(user, group)
            if found is None and self.live and os.name == "posix":
                from nginxlint.host.accounts import of_system
                from nginxlint.host.patience import Patience, TooLongError

                with suppress(TooLongError):
                    found = Patience(SECONDS)(of_system, user, group)
            self._users[key] = found
        return self._users[key]

    def has_user(self, name: str) -> bool:
        """Whether there is a user of that name."""
        return name in self.accounts.users or self.account(name) is not None

    def has_group(self, name: str) -> bool:
        """Whether there is a group of that name."""
        if name in self.accounts.groups or not self.live or os.name != "posix":
            return name in self.accounts.groups
        from nginxlint.host.accounts import system_has_group
        from nginxlint.host.patience import Patience, TooLongError

        try:
            return Patience(SECONDS)(system_has_group, name)
        except TooLongError:
            return True

    @property
    def knows_user(self) -> bool:
        """Whether the user that the workers are said to run as is one of the machine's."""
        name = self.settings.as_user
        return name is None or self.account(name) is not None

    @cached_property
    def binary(self) -> Binary | None:
        """What the installed nginx says of itself, on a live machine."""
        if not self.live:
            return None
        from nginxlint.host.binary import find_binary

        return find_binary()

    def worker(self, configuration: Configuration) -> Account | None:
        """Who the workers run as, ``None`` if nobody knows."""
        from nginxlint.host.workers import worker

        return worker(self, configuration)

    def full(self, configuration: Configuration, path: str) -> str | None:
        """The path of a file that nginx looks for below its own prefix, such as a root or a log.

        Other than the prefix of the configuration it is known to the binary alone.
        """
        if path.startswith("/"):
            return path
        prefix = self.binary.option("prefix") if self.binary is not None else None
        return None if prefix is None else os.path.join(prefix, path)

    def obstacle(self, path: str, account: Account, needed: int) -> Obstacle | None:
        """What keeps an account from having ``needed`` at a path; ``None``: nothing, or nobody knows."""
        blocked = self.way(os.path.dirname(path) or "/", account)
        if blocked is not None:
            return blocked
        physical = self.physical(path)
        if physical != path:
            blocked = self.way(os.path.dirname(physical), account)
            if blocked is not None:
                return blocked
        return self._check(path, account, needed)

    def closed_to_strangers(self, path: str) -> str | None:
        """The folder on the way to a path that keeps everybody out but its owner and group."""
        from nginxlint.host.accounts import STRANGER

        blocked = self.way(os.path.dirname(self.physical(path)), STRANGER)
        return None if blocked is None else blocked.path

    def may(self, path: str, account: Account, bits: int) -> bool | None:
        """Whether an account certainly has ``bits`` at a path; ``None`` if nobody knows."""
        status = self.look(path).status
        if status is None or os.name == "nt":
            return None
        if self.files.root is not None and account.uid > 0 and not self._knows_owner(status):
            return None
        return self.obstacle(path, account, bits) is None

    def way(self, folder: str, account: Account) -> Obstacle | None:
        """The first folder that an account can't enter on the way into ``folder``, this one included."""
        pending = []
        at = folder.rstrip("/") or "/"
        while (at, account) not in self._ways and at not in ("", "/"):
            pending.append(at)
            at = os.path.dirname(at)
        if (at, account) not in self._ways:
            # The folder that stands for a machine's root may be anybody's.
            top = self._check("/", account, 1) if self.files.root is None else None
            self._ways[at, account] = top
        blocked = self._ways[at, account]
        for at in reversed(pending):
            if blocked is None:
                physical = self.physical(at)
                blocked = self._check(at, account, 1) if physical == at else self.way(physical, account)
            self._ways[at, account] = blocked
        return blocked

    def _check(self, path: str, account: Account, needed: int) -> Obstacle | None:
        status = self.look(path).status
        if status is None or account.uid == 0 or os.name == "nt":
            return None
        if self.files.root is not None and account.uid >= 0 and not self._knows_owner(status):
            return None
        from nginxlint.host.access import Obstacle, permits

        acl = self._acl(path)
        if permits(status, acl, account, needed):
            return None
        return Obstacle(path, status, needed, bool(acl))

    def show(self, status: os.stat_result) -> str:
        """Mode, owner and group as ``ls -l`` shows them."""
        from nginxlint.host.access import show

        return show(status, self.accounts)

    def remedy(self, obstacle: Obstacle, account: Account) -> str:
        """The command that takes an obstacle away."""
        from nginxlint.host.access import remedy

        return remedy(obstacle, account)

    def _knows_owner(self, status: os.stat_result) -> bool:
        """Whether the owner is one of the machine's users.

        A root that was unpacked by an ordinary user belongs to that user as a whole, whoever owned its files.
        """
        return any(user.uid == status.st_uid for user in self.accounts.users.values())

    def _acl(self, path: str) -> tuple[Entry, ...]:
        found = self._acls.get(path)
        if found is None:
            from nginxlint.host.access import ACL_ATTRIBUTE, parse_acl

            try:
                value = self._ask(self.files.attribute, path, ACL_ATTRIBUTE)
            except UnreadableError:
                value = None
            found = self._acls[path] = () if value is None else parse_acl(value)
        return found

    @cached_property
    def sandbox(self) -> Sandbox:
        """What systemd hides from nginx."""
        from nginxlint.host.sandbox import read_sandbox

        return read_sandbox(self)

    # -- time, sockets and ports -------------------------------------------------------------------

    @cached_property
    def now(self) -> datetime:
        """The time to judge dates by."""
        from datetime import datetime, timezone

        return self.settings.now or datetime.now(timezone.utc)

    @property
    def connects(self) -> bool:
        """Whether sockets and loopback ports are tried."""
        if os.name == "nt":
            return False
        wanted = self.settings.connect
        return self.live if wanted is None else wanted

    def answer(self, where: str, port: int = 0) -> Answer:
        """What a connection to a unix socket, or to ``port`` of an IP address, gets: tried once."""
        key = (where, port)
        if key not in self._answers:
            self._answers[key] = self._answer(where, port)
        return self._answers[key]

    def _answer(self, where: str, port: int) -> Answer:
        import time

        from nginxlint.host import connect

        if (
            not (self.connects or self.settings.connect_all)
            or os.name == "nt"
            or self._connecting > CONNECT_SECONDS
        ):
            return "unknown"
        started = time.monotonic()
        try:
            if port:
                return connect.tcp(where, port)
            return connect.unix(self._ask(self.files.resolve, where))
        except UnreadableError:
            return "unknown"
        finally:
            self._connecting += time.monotonic() - started

    def own_ports(self, configuration: Configuration) -> set[int]:
        """The ports on which the configuration itself listens."""
        return self._listens(configuration)[0]

    def own_sockets(self, configuration: Configuration) -> set[str]:
        """The unix sockets on which the configuration itself listens."""
        return self._listens(configuration)[1]

    def _listens(self, configuration: Configuration) -> tuple[set[int], set[str]]:
        from nginxlint.config.servers import parse_listen

        found = [parse_listen(directive) for directive in configuration.named("listen")]
        ports = {
            port
            for listen in found
            if listen is not None and listen.port is not None
            for port in range(listen.port, (listen.last_port or listen.port) + 1)
        }
        return ports, {listen.path for listen in found if listen is not None and listen.path}

    @cached_property
    def listeners(self) -> list[Listener]:
        """Who listens on TCP, on a live machine."""
        if not self.live:
            return []
        from nginxlint.host.listening import listeners

        return listeners()

    def holder(self, host: str, port: int) -> str | None:
        """Which program other than nginx holds an address, in words; ``None``: none, or nobody can tell."""
        from nginxlint.host.listening import holder

        return holder(self.listeners, host, port)

    def has_address(self, host: str) -> bool | None:
        """Whether an IP address is one of a live machine's own; ``None`` if nobody can tell."""
        if not self.live:
            return None
        from nginxlint.host.listening import has_address

        return has_address(host)

    @cached_property
    def first_free_port(self) -> int:
        """The lowest port that an ordinary user may listen on (ip_unprivileged_port_start, ip(7))."""
        text = self.text("/proc/sys/net/ipv4/ip_unprivileged_port_start") if self.live else None
        return int(text) if text is not None and text.strip().isdecimal() else 1024


def _kind(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISSOCK(mode):
        return "socket"
    if stat.S_ISFIFO(mode):
        return "fifo"
    return "device"
