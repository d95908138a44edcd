from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, http_servers, on_configuration


class ListenAddressNotLocal(Rule):
    """A `listen` names an address that this machine doesn't have.

    nginx can't start: "bind() to … failed (99: Cannot assign requested address)". It happens when a
    configuration moves to another machine, and at boot, when nginx starts before the network.

    How to fix: write the port alone, or an address that `ip address` shows.

    When to ignore: for an address that moves between machines (keepalived). nginx starts without it if
    the kernel's `net.ipv4.ip_nonlocal_bind` is 1; then nothing is reported.
    """

    id = "listen-address-not-local"
    severity = Severity.WARNING
    host = True

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None or not machine.live:
            return
        seen: set[str] = set()
        for server in http_servers(configuration):
            for listen in server.listens:
                if listen.directive is None or listen.port is None or listen.host in seen:
                    continue
                seen.add(listen.host)
                if machine.has_address(listen.host) is not False:
                    continue
                report.about(listen.directive.reading)
                report(
                    listen.directive.args[0],
                    f"this machine has no address `{listen.host}`: nginx does not start",
                    help=f"Write `listen {listen.port}`, or an address that `ip address` shows.",
                )
