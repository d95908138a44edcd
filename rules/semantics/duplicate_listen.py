from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    listen_conflicts,
    on_configuration,
    seen_from,
    twice_read,
)


class DuplicateListen(Rule):
    """A server listens on the same address twice.

    `listen 80`, `listen *:80` and `listen 0.0.0.0:80` are one address, and a server may name it
    once (TCP and QUIC count separately, as do IPv4 and IPv6). In mail, and in stream before nginx
    1.25.5, only one server may name it at all. nginx refuses to start.

    How to fix: take one of the lines out.
    """

    id = "duplicate-listen"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",)

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        for kind, address, line, earlier, _ in listen_conflicts(configuration):
            if kind != "twice":
                continue
            where = seen_from(line.place, earlier.place)
            if line.server is earlier.server:
                message = f"this server listens on `{address.name}` already ({where})"
            else:
                message = f"another server listens on `{address.name}` already ({where})"
            report(
                line.place,
                f"{message}: nginx refuses to start",
                help=twice_read(line.place, earlier.place) or "Take one of the lines out.",
                related=[(earlier.place, "the first one")],
            )
