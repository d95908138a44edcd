"""Who may do what on a machine: its accounts, and the way to its files."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from nginxlint.files.system import UnreadableError
from nginxlint.host.disk import SECONDS, Disk

if TYPE_CHECKING:
    from nginxlint.files.system import FileSystem
    from nginxlint.host.access import Entry, Obstacle
    from nginxlint.host.accounts import Account, Accounts


class Guard(Disk):
    """A machine's files with those who may use them. ``live``: it is the one that nginxlint runs on."""

    def __init__(self, files: FileSystem, *, live: bool) -> None:
        super().__init__(files)
        self.live = live
        self._acls: dict[str, tuple[Entry, ...]] = {}
        self._ways: dict[tuple[str, Account], Obstacle | None] = {}
        self._users: dict[tuple[str, str | None], Account | None] = {}

    @cached_property
    def accounts(self) -> Accounts:
        """The machine's users and groups, none if its files can't be read."""
        from nginxlint.host.accounts import parse_accounts

        return parse_accounts(self.text("/etc/passwd") or "", self.text("/etc/group") or "")

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
