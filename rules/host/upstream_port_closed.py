from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class UpstreamPortClosed(Rule):
    """Nothing listens on the port of this machine that requests are passed to.

    nginx logs "connect() failed (111: Connection refused)" and answers 502 Bad Gateway.

    How to fix: start the application, or write the port that it listens on (`ss -ltnp` shows who listens
    where).

    nginxlint finds out by connecting, and closes the connection without sending anything. It does so on
    the machine itself, or with `--connect`, and asks no address but the machine's own unless
    `--connect-all` is given. Ports on which this configuration itself listens are not tried.
    """

    id = "upstream-port-closed"
    severity = Severity.ERROR
    host = True

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        own = machine.own_ports(configuration)
        for target in machine.targets(configuration):
            if target.socket is not None or not target.addresses or target.port in own:
                continue
            loopback = target.is_loopback
            if not (machine.connects if loopback else machine.settings.connect_all):
                continue
            answers = {machine.answer(address, target.port) for address in target.addresses}
            if "refused" not in answers or "open" in answers:
                continue
            place = target.where
            cut = min((at for at in (place.find("/"), place.find("?")) if at >= 0), default=len(place))
            report.about(target.places[0].directive.reading)
            report(
                place.slice(0, cut),
                f"nothing listens on {target.host}:{target.port}: {target.effect}",
                help="Start the application, or write the port that it listens on.",
                related=target.others,
                severity=Severity.ERROR if target.is_needed else Severity.WARNING,
            )
