from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on


class UpstreamHeaderDisclosure(Rule):
    """nginx is told to pass on what the backend says of itself.

    By default nginx puts its own `Server` in the place of the backend's. `proxy_pass_header Server` and its
    like undo that, and scanners learn name and version of the program behind.

    How to fix: take the line out. `proxy_hide_header X-Powered-By;` hides what frameworks add.

    When to ignore: if a client needs the header. The rule is off by default.
    """

    id = "upstream-header-disclosure"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass_header",)

    @on(
        "proxy_pass_header",
        "fastcgi_pass_header",
        "uwsgi_pass_header",
        "scgi_pass_header",
        "grpc_pass_header",
    )
    def check(self, line: Directive, report: Report) -> None:
        if line.args and line.args[0].lower() in ("server", "x-powered-by"):
            report(
                line,
                f"`{line.name} {line.args[0]}` tells everybody what program runs behind nginx",
                help="Take the line out.",
            )
