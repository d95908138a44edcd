"""HTTP/3 that nobody is told of (RFC 9114, section 3.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.answers.headers import in_effect
from nginxlint.config.known import inherits_known
from nginxlint.config.tls.speakers import is_off, tls_addresses

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


def unannounced(configuration: Configuration) -> list[Directive]:
    """The http servers with QUIC whose answers over TCP never tell of it in ``Alt-Svc``."""
    spoken = {
        id(line.server): line.server
        for address in tls_addresses(configuration)
        for line in address.lines
        if "quic" in line.words and address.part == "http"
    }
    telling = [
        line
        for line in configuration.named("add_header", "more_set_headers")
        if any("alt-svc" in arg.lower() for arg in line.args)
    ]
    inside = {id(block) for line in telling for block in line.ancestors() if block.name == "server"}
    found = []
    for server in spoken.values():
        if id(server) in inside or not inherits_known(configuration, server):
            continue
        if not any("ssl" in line.args[1:] for line in server.all("listen")):
            continue
        held = in_effect(configuration, server, "add_header") if telling else []
        if not any(line in telling for line in held) and not is_off(configuration, server, "http3"):
            found.append(server)
    return found
