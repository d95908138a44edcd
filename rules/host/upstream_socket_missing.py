from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Machine


class UpstreamSocketMissing(Rule):
    """The unix socket that requests are passed to isn't there.

    nginx starts, and answers every request to this place with 502 Bad Gateway. Either the application
    does not run, or it puts its socket somewhere else, or the path is spelled differently.

    How to fix: start the application (`systemctl status` shows whether it runs) and compare its own
    setting, such as gunicorn's `--bind unix:/path`, with the path here.

    When to ignore: where systemd creates the socket on demand, or on a machine on which the application
    does not run.
    """

    id = "upstream-socket-missing"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for target in machine.targets(configuration):
            if target.socket is None:
                continue
            look = machine.look(target.socket)
            if look.kind != "missing":
                continue
            report.about(target.places[0].directive.reading)
            report(
                target.where,
                f"the socket `{target.socket}` is not there: {target.effect}",
                help=_advice(target.socket, look.missing or target.socket, machine),
                related=target.others,
                severity=Severity.ERROR if target.is_needed else Severity.WARNING,
            )


def _advice(socket: str, missing: str, machine: Machine) -> str:
    private = _in_private_tmp(socket, machine)
    if private is not None:
        return (
            f"It lies in `{private}`: systemd gives the application a /tmp of its own (PrivateTmp). "
            "Put the socket under `/run`."
        )
    near = machine.near(missing)
    if near:
        return f"Did you mean `{near[0] + socket[len(missing) :]}`?"
    if missing != socket:
        return (
            f"Even `{missing}` is not there. Start the application that creates it, or write the path "
            "that it really uses."
        )
    return "Start the application that creates it, or write the path that it really uses."


def _in_private_tmp(socket: str, machine: Machine) -> str | None:
    """Where a socket below /tmp really is if a service with a private /tmp made it."""
    for tmp in ("/tmp", "/var/tmp"):  # noqa: S108 - the very folders that systemd makes private  # noqa: S108
        if not socket.startswith(f"{tmp}/"):
            continue
        for name in machine.names(tmp) or ():
            inside = f"{tmp}/{name}/tmp{socket[len(tmp) :]}"  # noqa: S108
            if name.startswith("systemd-private-") and machine.look(inside).kind == "socket":
                return inside
    return None
