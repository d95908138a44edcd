from __future__ import annotations

from nginxlint.rule import (
    Address,
    Configuration,
    Line,
    Report,
    Rule,
    Severity,
    lines_below,
    on_configuration,
    without_ipv6,
)


class Ipv6ListenMissing(Rule):
    """A server listens for IPv4 only while others of the same nginx listen for IPv6 too.

    Visitors who come over IPv6 do not reach it: they are refused, or another server answers that listens on
    the port, with its own site and certificate.

    How to fix: add `listen [::]:80;` beside `listen 80;`, with the same words behind it.

    When to ignore: if the server's name has no IPv6 address. The rule is off by default.
    """

    id = "ipv6-listen-missing"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",)

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, there in without_ipv6(configuration):
            listen = line.directive
            if listen is None:
                continue
            added = _beside(line, there)
            report.about(listen.reading)
            report(
                listen.args[0],
                f"`listen {listen.args[0]}` is IPv4 only: over IPv6 "
                + ("another server answers" if there else "clients are refused"),
                help=f"Add `{added}`.",
                related=[(there.default.place, "answers over IPv6")] if there else [],
                fix=report.fix(
                    "listen for IPv6 too",
                    lines_below(listen, added),
                ),
            )


def _beside(line: Line, there: Address | None) -> str:
    """The same line for IPv6; what is said once for an address is left out where that is there already."""
    assert line.directive is not None
    port = str(line.directive.args[0]).rpartition(":")[2]
    words = line.own_words if there else [str(word) for word in line.directive.args[1:]]
    return " ".join(["listen", f"[::]:{port if port.replace('-', '').isdigit() else 80}", *words]) + ";"
