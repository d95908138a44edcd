from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, location_of, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Directive, Folder


class AuthUserFileExposed(Rule):
    """The file with the passwords lies where nginx serves it.

    Whoever guesses its name can fetch the hashes and try passwords against them at leisure.

    How to fix: put it outside of everything that is served, such as `/etc/nginx`, with mode 0640 and the
    group of nginx's workers.

    Not reported where a location denies names like this one, such as `location ~ /\\.ht { deny all; }`.
    """

    id = "auth-user-file-exposed"
    severity = Severity.WARNING
    host = True

    @on_configuration("auth_basic_user_file")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        folders = machine.folders(configuration)
        for file in machine.password_files(configuration):
            if machine.look(file.path).kind != "file":
                continue
            path = machine.physical(file.path)
            folder = next(
                (
                    one
                    for one in folders
                    if one.is_whole and path.startswith(machine.physical(one.path).rstrip("/") + "/")
                ),
                None,
            )
            if folder is None:
                continue
            uri = path[len(machine.physical(folder.path).rstrip("/")) :]
            if _is_denied(folder, uri):
                continue
            report.about(file.line.reading)
            report(
                file.line.args[0],
                f"`{file.path}` lies in `{folder.path}`, which is served: anybody can fetch the hashes",
                help="Put it outside of what is served, such as in `/etc/nginx`.",
                related=[(folder.line, "served from here")],
            )


def _is_denied(folder: Folder, uri: str) -> bool:
    """Whether a location of the same server that closes paths may mean this one."""
    for block in folder.blocks:
        server = block if block.name == "server" else block.within("server")
        for location in () if server is None else server.walk():
            where = location_of(location)
            if where is None or not _closes(location):
                continue
            if where.kind != "regex":
                if uri.startswith(where.name):
                    return True
                continue
            try:
                if re.search(where.name, uri, re.IGNORECASE):
                    return True
            except re.error:
                return True
    return False


def _closes(location: Directive) -> bool:
    for one in location.children or ():
        if one.name == "internal" or (one.name == "deny" and one.args and one.args[0] == "all"):
            return True
        if one.name == "return" and one.args and one.args[0] in ("403", "404", "410", "444"):
            return True
    return False
