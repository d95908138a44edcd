from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, listen_host, on


class ListenHostname(Rule):
    """`listen` with the name of a host instead of an address.

    nginx looks the name up when it starts, and listens on what the name service says at that moment. If
    the service can't be reached, as early in a boot, or the name goes away, nginx does not start; if
    the address changes, it listens on the wrong one. Which names a server answers to is said by
    `server_name`.

    A slip in a port, such as the letter `o` for a zero, makes a host name of it as well: nothing has
    that name, and nginx refuses to start.

    How to fix: write the port alone, or the address: `listen 127.0.0.1:8080;`.

    When to ignore: if the name stands in `/etc/hosts`. `localhost` is not reported.
    """

    id = "listen-hostname"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",)

    @on("listen")
    def check(self, listen: Directive, report: Report) -> None:
        host = listen_host(listen)
        if host is None:
            return
        if host.port is not None:
            report(
                listen.args[0],
                f"`{host.name}` is not a port: nginx looks for a host of that name and refuses to start",
                help=f"Did you mean `{host.port}`?",
                severity=Severity.ERROR,
                fix=report.fix(f"write `{host.port}`", Edit.replace(listen.args[0].span, host.port)),
            )
        elif host.name.lower() != "localhost" and (
            # A lone word in a file alone is mostly filled in by an installer.
            "." in host.name or report.configuration.context == "main"
        ):
            report(
                listen.args[0],
                f"`{host.name}` is looked up when nginx starts: without a name service it does not start",
                help="Write the port alone, or the address; names belong in `server_name`.",
            )
