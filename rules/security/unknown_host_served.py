from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Server, Severity, http_servers, on_configuration


class UnknownHostServed(Rule):
    """A site answers to names that are not its own.

    A request with a name that no server has goes to the default server of the port: the one with
    `default_server`, otherwise the first. If that is a real site, it answers for every name that somebody
    points at the machine.

    How to fix: add a server with `listen ... default_server;` and `return 444;` (for TLS
    `ssl_reject_handshake on;`, from nginx 1.19.4 on).

    When to ignore: on a machine with one site. The rule is off by default.
    """

    id = "unknown-host-served"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/http/request_processing.html",)

    @on_configuration("server_name")
    def check(self, configuration: Configuration, report: Report) -> None:
        if not configuration.is_whole:
            return
        defaults: dict[object, Server] = {}
        for server in http_servers(configuration):
            for listen in server.listens:
                if listen.default or listen.socket not in defaults:
                    defaults[listen.socket] = server
        for server in http_servers(configuration):
            sockets = [listen for listen in server.listens if defaults[listen.socket] is server]
            public = [one for one in sockets if one.port is not None and not one.host.startswith("127.")]
            names = [name for name in server.names if name not in ("_", "") and not name.startswith("~")]
            turns_away = server.directive.first("return") or server.switched_on("ssl_reject_handshake")
            if public and names and not turns_away:
                report.about(server.directive.reading)
                report(
                    names[0],
                    f"`{names[0]}` also answers for every other name on {public[0]}: it is the "
                    "default server there",
                    help="Add a server with `default_server` and `return 444;`.",
                )
