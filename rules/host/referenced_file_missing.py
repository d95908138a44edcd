from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Machine, Reference


class ReferencedFileMissing(Rule):
    """A file that nginx opens when it starts isn't there, or holds something else.

    Certificates of clients and of upstreams, lists of revoked certificates, passwords and tickets of
    TLS, modules, databases of addresses; and the folders in which nginx makes those of its caches. nginx
    refuses to start.

    How to fix: correct the path, or bring the file in place. A relative path starts from the folder of
    nginx.conf; those of modules and caches from the prefix that nginx was built with.

    Not reported: what is loaded only under conditions that aren't met, such as the certificates of
    `proxy_ssl_trusted_certificate` without `proxy_ssl_verify on`.
    """

    id = "referenced-file-missing"
    severity = Severity.ERROR
    host = True

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        said: set[str] = set()
        for reference in machine.references(configuration):
            what = _wrong(reference, machine)
            missing = machine.look(reference.path).missing
            if what is None or missing in said:
                continue
            if missing is not None:
                said.add(missing)
            near = machine.near(missing) if missing and reference.holds != "folder" else []
            report.about(reference.line.reading)
            report(
                reference.line.args[0],
                f"{what}: nginx refuses to start",
                help=f"Did you mean `{near[0] + reference.path[len(missing or '') :]}`?"
                if near
                else "Correct the path, or bring it in place.",
            )


def _wrong(reference: Reference, machine: Machine) -> str | None:
    path = reference.path
    look = machine.look(path)
    if reference.holds == "folder":
        above = os.path.dirname(path)
        if look.kind == "missing" and machine.look(above).kind == "missing":
            return f"`{above}` is not there, in which nginx would make `{os.path.basename(path)}`"
        return f"`{path}` is a file, not a folder" if look.kind == "file" else None
    if look.kind == "missing":
        return f"`{path}` is not there"
    if look.kind == "folder":
        return f"`{path}` is a folder"
    if look.kind != "file" or reference.holds == "anything":
        return None
    if reference.holds == "ticket":
        size = 0 if look.status is None else look.status.st_size
        return None if size in (48, 80) else f"`{path}` has {size} bytes, and a ticket key has 48 or 80"
    file = machine.pem(path)
    if file.problem is not None:
        return None
    labels = [block.label for block in file.blocks]
    match reference.holds:
        case "certificate" if not any(block.is_certificate for block in file.blocks):
            return f"`{path}` holds no certificate"
        case "key" if file.key is None:
            return f"`{path}` holds no private key"
        case "revocations" if "X509 CRL" not in labels:
            return f"`{path}` holds no list of revoked certificates"
        case _:
            return None
