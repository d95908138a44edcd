from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, lacking_servers, on_configuration

_SAID = {
    "listen": ("has no `listen`", "Add `listen` with the port."),
    "handler": (
        "says nothing of what to do with connections",
        "Add `proxy_pass` with the address to pass them to, or `return`.",
    ),
    "auth_http": (
        "has no `auth_http`",
        "Add `auth_http` with the address that tells who may log in, here or in `mail`.",
    ),
    "protocol": (
        "listens on a port that tells no protocol",
        "Add `protocol` with `imap`, `pop3` or `smtp`.",
    ),
}


class ServerIncomplete(Rule):
    """A server of stream or mail lacks something that nginx needs.

    In http a server without `listen` listens on port 80; in stream and mail it must say where. A
    mail server also needs `auth_http`, and `protocol` unless its port is one of the usual ones
    (25, 110, 143, 465, 587, 993, 995). A stream server needs `proxy_pass` or `return` before
    nginx 1.27.1. Otherwise nginx refuses to start.

    How to fix: add the directive that the message names.

    Not reported: servers with parts that could not be read.
    """

    id = "server-incomplete"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/mail/ngx_mail_core_module.html",)

    @on_configuration("stream", "mail", "listen", "auth_http", "proxy_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, what in lacking_servers(configuration):
            said, advice = _SAID[what]
            report(
                server,
                f"this server of `{server.context}` {said}: nginx refuses to start",
                help=advice,
            )
