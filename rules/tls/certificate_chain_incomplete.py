from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Machine, Pair


class CertificateChainIncomplete(Rule):
    """The file holds the server's certificate alone, without the chain up to a root.

    Many browsers fetch or remember what is missing, so that the site seems to work. curl, Java, Python,
    phones and other servers refuse to connect: "unable to get local issuer certificate".

    How to fix: name the file with the full chain; certbot calls it `fullchain.pem`. Elsewhere, append the
    authority's intermediate certificates after the server's own.

    Not reported where nobody can tell that something is missing: an authority of your own whose root
    signed the certificate itself.
    """

    id = "certificate-chain-incomplete"
    severity = Severity.WARNING
    fix = "unsafe"
    host = True
    references = ("https://nginx.org/en/docs/http/configuring_https_servers.html#chains",)

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            if len(pair.file.certificates) != 1:
                continue
            leaf = pair.file.certificates[0]
            full = _full_chain(pair, machine)
            if leaf.is_self_signed or not (full or leaf.names_issuer) or machine.trusts(leaf):
                continue
            word = pair.certificate.args[0]
            fix = None
            if full is not None and word.startswith("/") and not pair.others:
                fix = report.fix(f"write `{full}`", Edit.replace(word.span, full))
            report.about(pair.certificate.reading)
            report(
                word,
                f"`{pair.file.path}` holds only the server's own certificate: clients that don't know "
                f"`{leaf.issuer}` can't trust it and refuse to connect",
                help=f"Write `{full}`, which holds the whole chain."
                if full
                else "Append the intermediate certificates of the authority to the file.",
                related=pair.related,
                fix=fix,
            )


def _full_chain(pair: Pair, machine: Machine) -> str | None:
    """The file beside this one that holds the same certificate with its chain."""
    folder, name = os.path.split(pair.file.path)
    path = os.path.join(folder, name.replace("cert", "fullchain", 1))
    if not name.startswith("cert") or machine.look(path).kind != "file":
        return None
    certificates = machine.pem(path).certificates
    leaf = pair.file.certificates[0]
    if len(certificates) > 1 and certificates[0].public_key == leaf.public_key:
        return path
    return None
