from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    ipv6_alone,
    lines_below,
    on_configuration,
)


class Ipv6ListenOnly(Rule):
    """A server listens on `[::]` alone: it can't be reached over IPv4.

    `listen [::]:80` takes connections over IPv6 and nothing else. (Before nginx 1.3.4 it took both where the
    system does so by default.) Visitors whose network has IPv4 only are refused.

    How to fix: add `listen 80;` beside it, with the same words behind the address. `ipv6only=off` makes the
    one line do for both.

    Not reported: if any server listens on that port for IPv4, or if `ipv6only=on` says that it is meant.

    When to ignore: in a network without IPv4, or behind a proxy that reaches nginx over IPv6.
    """

    id = "ipv6-listen-only"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",)

    @on_configuration("listen [")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, port in ipv6_alone(configuration):
            listen = line.place
            report.about(listen.reading)
            report(
                listen.args[0],
                f"port {port} is open over IPv6 only: clients with IPv4 are refused",
                help=f"Add `{_beside(listen)}`, or write `ipv6only=on` if it is meant.",
                fix=report.fix(
                    "listen for IPv4 too",
                    lines_below(listen, _beside(listen)),
                ),
            )


def _beside(listen: Directive) -> str:
    """The same line for IPv4."""
    return " ".join(["listen", str(listen.args[0]).rpartition("]:")[2], *listen.args[1:]]) + ";"
