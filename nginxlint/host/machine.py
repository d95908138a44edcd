"""The machine that the configuration is written for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nginxlint.files.system import UnreadableError
from nginxlint.host.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from nginxlint.config.blocks.servers import Server
    from nginxlint.config.configuration import Configuration
    from nginxlint.files.system import FileSystem
    from nginxlint.host.accounts import Account
    from nginxlint.host.binary import Binary
    from nginxlint.host.certificates import Certificate
    from nginxlint.host.connect import Answer
    from nginxlint.host.content import Folder
    from nginxlint.host.indexes import BareFolder
    from nginxlint.host.limits import Limit
    from nginxlint.host.listening import Listener
    from nginxlint.host.passing import Target
    from nginxlint.host.passwords import PasswordFile
    from nginxlint.host.references import Reference
    from nginxlint.host.sandbox import Sandbox
    from nginxlint.host.tls import Pair
    from nginxlint.syntax.tree import Directive

CONNECT_SECONDS = 10.0
"""How long all connections of a run may take together; what was not asked by then is unknown."""


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


class Machine(Guard):
    """One machine: all that rules ask of it.

    ``live`` says that it is the one that nginxlint runs on. Paths are machine paths.
    """

    def __init__(self, files: FileSystem, *, live: bool, settings: Settings | None = None) -> None:
        super().__init__(files, live=live)
        self.settings = settings or Settings()
        self._pairs: dict[int, list[Pair]] = {}
        self._folders: dict[int, list[Folder]] = {}
        self._targets: dict[int, list[Target]] = {}
        self._answers: dict[tuple[str, int], Answer] = {}
        self._connecting = 0.0

    # -- what a configuration names ----------------------------------------------------------------

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

    def trusts(self, certificate: Certificate) -> bool:
        """Whether the machine's store of authorities holds the one that issued a certificate."""
        from nginxlint.host.chain import is_trusted

        return is_trusted(certificate, self)

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

    def bare_folders(self, configuration: Configuration) -> Iterator[BareFolder]:
        """The folders of front pages in which there is none."""
        from nginxlint.host.indexes import bare_folders

        return bare_folders(configuration, self)

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

    def targets(self, configuration: Configuration) -> list[Target]:
        """The addresses that the configuration passes requests to, each once."""
        found = self._targets.get(id(configuration))
        if found is None:
            from nginxlint.host.passing import targets

            found = self._targets[id(configuration)] = targets(configuration)
        return found

    def own_ports(self, configuration: Configuration) -> set[int]:
        """The ports on which the configuration itself listens."""
        return self._listens(configuration)[0]

    def own_sockets(self, configuration: Configuration) -> set[str]:
        """The unix sockets on which the configuration itself listens."""
        return self._listens(configuration)[1]

    def _listens(self, configuration: Configuration) -> tuple[set[int], set[str]]:
        from nginxlint.config.blocks.servers import parse_listen

        found = [parse_listen(directive) for directive in configuration.named("listen")]
        ports = {
            port
            for listen in found
            if listen is not None and listen.port is not None
            for port in range(listen.port, (listen.last_port or listen.port) + 1)
        }
        return ports, {listen.path for listen in found if listen is not None and listen.path}

    # -- nginx on it -------------------------------------------------------------------------------

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

    def open_files(self, configuration: Configuration) -> Limit | None:
        """How many files nginx may have open unless its configuration says otherwise; ``None``: unknown."""
        from nginxlint.host.limits import open_files

        return open_files(self, configuration)

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
