from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on, unix_socket


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

    @on(
        "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass", "server"
    )
    def check(self, passing: Directive, report: Report) -> None:
        socket = unix_socket(passing)
        if socket is None or report.machine is None:
            return
        look = report.machine.look(socket)
        if look.kind != "missing":
            return
        near = report.machine.near(socket)
        if near:
            advice = f"Did you mean `{near[0]}`?"
        elif look.missing != socket:
            advice = f"Even `{look.missing}` is not there. Start the application, or write the path it really uses."
        else:
            advice = "Start the application that creates it, or write the path it really uses."
        report(
            socket,
            f"the socket `{socket}` is not there: every request that is passed here gets 502",
            help=advice,
        )
