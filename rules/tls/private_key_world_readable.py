from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Option, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.rule import Machine, PemFile


class PrivateKeyWorldReadable(Rule):
    """A private key can be read by accounts that have no business with it.

    Who has the key can pose as the site. nginx's master process reads it as root, the workers never do,
    so that mode 0600 and the owner root are enough.

    How to fix: `chmod 600 FILE; chown root:root FILE`. If others could read it for long, order a new
    certificate with a new key.

    Reported as advice only where a closed folder on the way keeps strangers from a key that is itself open.
    """

    id = "private-key-world-readable"
    severity = Severity.WARNING
    host = True
    references = ("https://nginx.org/en/docs/http/configuring_https_servers.html",)
    trusted_groups = Option(("root", "wheel", "ssl-cert"), "Groups whose members may read keys.")

    @on_configuration("ssl_certificate_key")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        roots = {
            str(one.args[0]).rstrip("/")
            for one in configuration.named("root", "alias")
            if one.args and one.args[0].startswith("/") and "$" not in one.args[0]
        }
        said: set[str] = set()
        for pair in machine.pairs(configuration):
            file, key = pair.key_file, pair.key
            if file is None or key is None or file.status is None or file.path in said:
                continue
            said.add(file.path)
            physical = machine.physical(file.path)
            shown = machine.show(file.status)
            root = next((one for one in _folders(physical) if one in roots), None)
            who = _readers(file, machine, self.trusted_groups)
            severity = Severity.WARNING
            if root is not None:
                message = f"the key `{file.path}` lies in `{root}`, which is served: anybody can fetch it"
                advice = "Move it out of there, and order a new certificate with a new key."
            elif who is not None:
                closed = machine.closed_to_strangers(file.path) if who == "everybody" else None
                if closed is not None:
                    severity = Severity.INFO
                    who = f"everybody who gets past `{closed}`, which is closed,"
                message = f"the key `{file.path}` is `{shown}`: {who} can read it"
                advice = f"`chmod 600 {physical}`"
            else:
                continue
            report.about(key.reading)
            report(key.args[0], message, help=advice, severity=severity)


def _folders(path: str) -> Iterator[str]:
    """The folders around a path, from the inside out, without ``/``."""
    folder = os.path.dirname(path)
    while folder not in ("", "/"):
        yield folder
        folder = os.path.dirname(folder)


def _readers(file: PemFile, machine: Machine, trusted: tuple[str, ...]) -> str | None:
    """Who can read a key apart from its owner, in words."""
    status = file.status
    if status is None:
        return None
    if status.st_mode & 0o006:
        return "everybody"
    group = machine.accounts.group_name(status.st_gid)
    if not status.st_mode & 0o060 or group in trusted:
        return None
    owner = machine.accounts.user_name(status.st_uid)
    members = machine.accounts.members(status.st_gid) - {"root", owner}
    return f"the group `{group}` ({', '.join(sorted(members)[:3])})" if members else None
