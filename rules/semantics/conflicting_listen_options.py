from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Conflict,
    Report,
    Rule,
    Severity,
    listen_conflicts,
    on_configuration,
    seen_from,
    twice_read,
)


class ConflictingListenOptions(Rule):
    """`listen` lines of different servers disagree about one address.

    Servers that share an address share its socket. What sets the socket up (`backlog`,
    `reuseport`, `ipv6only`, `so_keepalive` and the like) may stand in one of their lines only:
    with two, even the same, nginx refuses to start. `ssl`, `http2` and `proxy_protocol` act on
    everything that comes in there, whichever server wrote them; where the lines differ, nginx
    warns, and the server without the word gets it all the same.

    How to fix: keep socket options in one line, and write `ssl`, `http2` and `proxy_protocol` in
    all lines of an address or in none.
    """

    id = "conflicting-listen-options"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",)

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        for conflict in listen_conflicts(configuration):
            if conflict.kind == "options":
                _options(conflict, report)
            elif conflict.kind == "protocol":
                _protocol(conflict, report)


def _options(conflict: Conflict, report: Report) -> None:
    line, earlier = conflict.line.place, conflict.earlier.place
    words = " ".join(f"`{word}`" for word in sorted(conflict.words))
    report(
        line,
        f"{words}: the socket of `{conflict.address.name}` is set up in another server already "
        f"({seen_from(line, earlier)}), nginx refuses to start",
        help=twice_read(line, earlier) or "Keep such options in one of the two lines.",
        related=[(earlier, "sets the socket up first")],
    )


def _protocol(conflict: Conflict, report: Report) -> None:
    line, earlier = conflict.line, conflict.earlier
    words = " and ".join(f"`{word}`" for word in conflict.words)
    has = conflict.words[0] in line.words
    report(
        line.place,
        f"{words} {'stands' if len(conflict.words) == 1 else 'stand'} in {'this' if has else 'another'} "
        f"`listen` line for `{conflict.address.name}` and not in "
        f"{'another' if has else 'this one'} ({seen_from(line.place, earlier.place)}): "
        "it acts on all servers there",
        help="Write it in all lines of the address, or in none.",
        related=[(earlier.place, f"{'without' if has else 'with'} {words}")],
        severity=Severity.WARNING,
    )
