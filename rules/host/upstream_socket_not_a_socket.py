from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on, unix_socket

_WORDS = {"file": "a regular file", "folder": "a folder", "fifo": "a FIFO", "device": "a device"}


class UpstreamSocketNotASocket(Rule):
    """What requests are passed to is there, but is no socket.

    nginx starts, can't connect and answers every request to this place with 502 Bad Gateway.

    How to fix: write the path of the socket itself. A regular file is often the application's own
    code or a log; a folder is the one in which the socket should be.
    """

    id = "upstream-socket-not-a-socket"
    severity = Severity.ERROR
    host = True

    @on(
        "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass", "server"
    )
    def check(self, passing: Directive, report: Report) -> None:
        socket = unix_socket(passing)
        if socket is None or report.machine is None:
            return
        words = _WORDS.get(report.machine.look(socket).kind)
        if words is not None:
            report(
                socket,
                f"`{socket}` is {words}, not a socket: every request that is passed here gets 502",
                help="Write the path of the socket that the application listens on.",
            )
