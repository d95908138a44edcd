"""Whether an account may do something to a file: modes and POSIX access control lists."""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from nginxlint.host.accounts import Account, Accounts

READ, WRITE, ENTER = 4, 2, 1
"""The bits of a permission; ``ENTER`` is what ``x`` means for a folder."""

ACL_ATTRIBUTE = "system.posix_acl_access"

_VERSION = 2
_USER_OBJ, _USER, _GROUP_OBJ, _GROUP, _MASK, _OTHER = 1, 2, 4, 8, 16, 32


class Entry(NamedTuple):
    """One entry of an access control list (struct posix_acl_xattr_entry in Linux's posix_acl_xattr.h)."""

    tag: int
    allowed: int
    id: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps an account from a path: the first file or folder on the way that doesn't let it pass.

    ``needed`` are the bits that it lacks; ``acl`` says that an access control list decided.
    """

    path: str
    status: os.stat_result
    needed: int
    acl: bool

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder on the way rather than the file itself."""
        return stat.S_ISDIR(self.status.st_mode)


def parse_acl(value: bytes) -> tuple[Entry, ...]:
    """The entries of the attribute ``system.posix_acl_access``; none if it isn't one."""
    if len(value) < 4 or struct.unpack_from("<I", value)[0] != _VERSION or len(value) % 8 != 4:
        return ()
    return tuple(Entry(*entry) for entry in struct.iter_unpack("<HHI", value[4:]))


def permits(status: os.stat_result, acl: Sequence[Entry], account: Account, needed: int) -> bool:
    """Whether ``account`` has all bits of ``needed``: acl(5), "access check algorithm"."""
    if account.uid == 0:
        return True
    mode = status.st_mode
    if account.uid == status.st_uid:
        return mode >> 6 & needed == needed
    if not acl:
        shift = 3 if status.st_gid in account.groups else 0
        return mode >> shift & needed == needed
    mask = next((entry.allowed for entry in acl if entry.tag == _MASK), 7)
    for entry in acl:
        if entry.tag == _USER and entry.id == account.uid:
            return entry.allowed & mask & needed == needed
    in_groups = [
        entry.allowed & mask
        for entry in acl
        if (entry.tag == _GROUP_OBJ and status.st_gid in account.groups)
        or (entry.tag == _GROUP and entry.id in account.groups)
    ]
    if in_groups:
        return any(allowed & needed == needed for allowed in in_groups)
    return mode & needed == needed


def show(status: os.stat_result, accounts: Accounts) -> str:
    """Mode, owner and group as ``ls -l`` shows them: ``drwx------ pi pi``."""
    return (
        f"{stat.filemode(status.st_mode)} {accounts.user_name(status.st_uid)} "
        f"{accounts.group_name(status.st_gid)}"
    )


def remedy(obstacle: Obstacle, account: Account) -> str:
    """The command that takes the obstacle away and opens the least."""
    letters = "".join(
        letter for letter, bit in (("r", READ), ("w", WRITE), ("x", ENTER)) if obstacle.needed & bit
    )
    if obstacle.acl:
        return f"setfacl -m u:{account.name}:{letters} {obstacle.path}"
    if account.uid == obstacle.status.st_uid:
        who = "u"
    elif obstacle.status.st_gid in account.groups:
        who = "g"
    else:
        who = "o"
    return f"chmod {who}+{letters} {obstacle.path}"
