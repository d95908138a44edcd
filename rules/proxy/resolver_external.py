from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Report,
    Rule,
    Severity,
    external_name_servers,
    is_best_outside,
    on,
    routes_by,
)


class ResolverExternal(Rule):
    """`resolver` names a public name server.

    Questions to it and its answers cross the internet in plain text, and nginx takes the first answer that
    fits: whoever can send a forged one decides where requests go. A public server also knows no names of the
    private network, and learns which ones are asked for.

    It is a warning where requests are passed to the names that are looked up, otherwise information.

    How to fix: name a server on this machine or in its network, such as 127.0.0.53 for systemd-resolved or
    127.0.0.11 in Docker.

    When to ignore: if the way to that server is a trusted one. It is not reported where only `ssl_stapling`
    asks it, whose answers are signed, nor where requests go on to the host that the client asked for, since
    a server nearby may answer with this nginx.
    """

    id = "resolver-external"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver",)

    @on("resolver")
    def check(self, resolver: Directive, report: Report) -> None:
        servers = external_name_servers(resolver)
        if not servers or is_best_outside(report.configuration, resolver):
            return
        routes = routes_by(report.configuration, resolver)
        names = ", ".join(f"`{server}`" for server in servers)
        report(
            servers[0],
            f"{names} {'is a public name server' if len(servers) == 1 else 'are public name servers'}: "
            "a forged answer "
            + (
                f"decides where `{routes.name}` sends requests" if routes is not None else "is taken for true"
            ),
            help="Name a server on this machine or in its network, such as 127.0.0.53.",
            related=[] if routes is None else [(routes, "goes where the answer says")],
            severity=None if routes is not None else Severity.INFO,
        )
