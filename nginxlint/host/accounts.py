"""Users and groups of a machine: passwd(5) and group(5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class User(NamedTuple):
    """One line of /etc/passwd."""

    name: str
    uid: int
    gid: int
    shell: str


class Group(NamedTuple):
    """One line of /etc/group."""

    name: str
    gid: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """Who a process runs as: its user and all its groups, by number."""

    name: str
    uid: int
    groups: frozenset[int]


STRANGER = Account("", -1, frozenset())
"""Somebody who owns nothing and is in no group."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The users and groups of a machine by name."""

    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def account(self, user: str, group: str | None = None) -> Account | None:
        """Who a worker is that runs as ``user``; ``None`` if there is no such user or group.

        As in ngx_set_user and ngx_worker_process_init: without ``group`` the one of the user's name is
        taken; initgroups() adds those that list the user as a member.
        """
        found = self.users.get(user)
        if found is None:
            return None
        own = self.groups.get(user if group is None else group)
        if own is None and group is not None:
            return None
        first = found.gid if own is None else own.gid
        more = (one.gid for one in self.groups.values() if user in one.members)
        return Account(user, found.uid, frozenset((first, *more)))

    def user_name(self, uid: int) -> str:
        """The name of a user, its number if it has none."""
        return next((user.name for user in self.users.values() if user.uid == uid), str(uid))

    def group_name(self, gid: int) -> str:
        """The name of a group, its number if it has none."""
        return next((group.name for group in self.groups.values() if group.gid == gid), str(gid))

    def members(self, gid: int) -> set[str]:
        """The names of all users of a group."""
        named = {name for one in self.groups.values() if one.gid == gid for name in one.members}
        return named | {user.name for user in self.users.values() if user.gid == gid}


def parse_accounts(passwd: str, group: str) -> Accounts:
    """Read the two files; lines that are none are passed over."""
    accounts = Accounts()
    for line in passwd.splitlines():
        parts = line.split(":")
        if len(parts) >= 7 and parts[2].isdecimal() and parts[3].isdecimal():
            user = User(parts[0], int(parts[2]), int(parts[3]), parts[6])
            accounts.users.setdefault(user.name, user)
    for line in group.splitlines():
        parts = line.split(":")
        if len(parts) >= 4 and parts[2].isdecimal():
            members = tuple(name for name in parts[3].split(",") if name)
            accounts.groups.setdefault(parts[0], Group(parts[0], int(parts[2]), members))
    return accounts


def of_system(user: str, group: str | None) -> Account | None:
    """Who ``user`` is for the C library, which may ask a server: nsswitch.conf(5)."""
    import grp
    import os
    import pwd

    try:
        found = pwd.getpwnam(user)
        gid = found.pw_gid if group is None else grp.getgrnam(group).gr_gid
        return Account(user, found.pw_uid, frozenset(os.getgrouplist(user, gid)))
    except (KeyError, OSError):
        return None


def system_has_group(group: str) -> bool:
    """Whether the C library knows a group."""
    import grp

    try:
        grp.getgrnam(group)
    except KeyError:
        return False
    return True
