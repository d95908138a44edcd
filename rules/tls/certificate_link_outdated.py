from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Machine


class CertificateLinkOutdated(Rule):
    """A link in Let's Encrypt's `live` folder points to an older certificate than the newest.

    certbot numbers the files in `archive` and turns the links in `live` to the newest. A folder that was
    copied or restored by hand can be left behind: nginx then serves a certificate that was replaced long
    ago.

    How to fix: `certbot update_symlinks`, then reload nginx.
    """

    id = "certificate-link-outdated"
    severity = Severity.WARNING
    host = True
    references = ("https://eff-certbot.readthedocs.io/en/stable/using.html#where-are-my-certificates",)

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            places = [(pair.file, pair.certificate)]
            # Links that were left behind together are told by the certificate's.
            if pair.mismatch is not None and pair.key_file is not None and pair.key is not None:
                places.append((pair.key_file, pair.key))
            for file, directive in places:
                if "/live/" not in file.path:
                    continue
                newest = _newer(file.path, machine)
                if newest is None or file.problem not in (None, "unknown"):
                    continue
                own, other = newest
                report.about(directive.reading)
                report(
                    directive.args[0],
                    f"`{file.path}` points to `{own}`, and `{other}` is newer: nginx uses what was replaced",
                    help="Run `certbot update_symlinks` and reload nginx.",
                    related=pair.related if file is pair.file else (),
                )
                break


def _newer(path: str, machine: Machine) -> tuple[str, str] | None:
    """The file that a numbered link points to and the newest of its kind, if that is another."""
    goal = machine.link(path)
    if goal is None:
        return None
    folder, name = os.path.split(os.path.join(os.path.dirname(path), goal))
    numbered = re.fullmatch(r"([a-z]+)(\d+)(\.pem)", name)
    if numbered is None:
        return None
    kind, number, suffix = numbered.groups()
    highest = int(number)
    # certbot counts without gaps.
    while machine.look(f"{folder}/{kind}{highest + 1}{suffix}").kind == "file":
        highest += 1
    return (name, f"{kind}{highest}{suffix}") if highest > int(number) else None
