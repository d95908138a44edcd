from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, client_inputs, on


class HostHeaderSpoofing(Rule):
    """The backend gets a `Host` that the client made up.

    Applications build links from `Host`: for password mails, redirects and cached pages. With
    `$http_x_forwarded_host`, an argument or a cookie the client sets it freely while another site's server
    answers. With `$http_host` it can differ from the name that nginx chose the server by, since nginx prefers
    the name in the request line (`GET http://example.com/`); for this the finding is information.

    How to fix: write `proxy_set_header Host $host;`, on a port other than 80 and 443 `$host:$server_port`.
    `$host` is the name that nginx itself went by. A default server with `return 444;` turns unknown names
    away.

    When to ignore: if the backend checks the name against a list.
    """

    id = "host-header-spoofing"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#var_host",)

    @on("proxy_set_header", "grpc_set_header")
    def check(self, line: Directive, report: Report) -> None:
        if len(line.args) != 2 or line.args[0].lower() != "host":
            return
        value = line.args[1]
        if "$" not in value or value in ("$host", "$proxy_host"):
            return
        for piece in client_inputs(report.configuration, line, value):
            free = piece.variable.startswith(("$http_", "$arg_", "$cookie_"))
            if not free or (piece.pattern is not None and piece.group):
                continue
            own = piece.variable == "$http_host"
            report(
                value,
                "the backend gets the `Host` that the client sends"
                + (", which need not be the name that nginx went by" if own else f" in `{piece.variable}`"),
                help="Write `$host`, on a port other than 80 and 443 `$host:$server_port`.",
                severity=Severity.INFO if own else None,
                fix=report.fix("write `$host`", Edit.replace(value.span, "$host"))
                if value.lower() == "$http_host"
                else None,
            )
            return
