"""Who nginx's workers run as."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.host.accounts import Account
    from nginxlint.host.machine import Machine

_PACKAGED = ("nginx", "www-data", "www")
"""Users that the packages of nginx run as: nginx.org's and Red Hat's, Debian's, FreeBSD's."""


def worker(machine: Machine, configuration: Configuration) -> Account | None:
    """The workers' account; ``None`` if it can't be known.

    ``--as-user`` goes before the ``user`` directive, that before what the binary was built with, and that
    before the packages' users, if the machine has exactly one of them.
    """
    if machine.settings.as_user is not None:
        return machine.account(machine.settings.as_user)
    line = next((one for one in configuration.named("user") if one.context == "main"), None)
    if line is not None and line.args:
        return machine.account(str(line.args[0]), str(line.args[1]) if len(line.args) > 1 else None)
    if configuration.context == "main" and not configuration.is_whole:
        return None
    if machine.binary is not None and configuration.context == "main":
        # NGX_USER in auto/configure's output is "nobody" unless --user says otherwise.
        name = machine.binary.option("user") or "nobody"
        return machine.account(name, machine.binary.option("group"))
    found = [name for name in _PACKAGED if name in machine.accounts.users]
    return machine.account(found[0]) if len(found) == 1 else None
