from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    lines_below,
    on_configuration,
    unsized_bodies,
)


class ClientMaxBodySizeUnset(Rule):
    """Requests are passed on, and nothing says how large they may be.

    nginx refuses a body of more than one megabyte with 413 ("Request Entity Too Large"), before the
    application sees it. A photograph is larger than that.

    How to fix: write `client_max_body_size 10m;`, or what the application takes, in the server or in
    `http`.

    When to ignore: where nothing is uploaded. The rule is off by default.
    """

    id = "client-max-body-size-unset"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",)

    @on_configuration("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line in unsized_bodies(configuration):
            report(
                line,
                f"a body of more than 1 MB does not get to `{line.args[0] if line.args else line.name}`: "
                "nginx answers 413",
                help="Write `client_max_body_size` with the size that the application takes.",
                fix=report.fix("allow 10 MB", lines_below(line, "client_max_body_size 10m;"))
                if line.context == "location"
                else None,
            )
