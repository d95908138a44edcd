from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on


class LenientHeaderParsing(Rule):
    """nginx takes header names that other programs confuse with protected ones.

    With `underscores_in_headers on` a client can send `X_Real_IP`. Programs that get headers as CGI variables
    (PHP, WSGI, Rack) can't tell it from the `X-Real-IP` that nginx sets. `ignore_invalid_headers off` lets
    even more through.

    How to fix: take the line out.

    When to ignore: if a client really needs such a header and the backend trusts no header by its name.
    """

    id = "lenient-header-parsing"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#underscores_in_headers",)

    @on("underscores_in_headers", "ignore_invalid_headers")
    def check(self, line: Directive, report: Report) -> None:
        value = line.args[0].lower() if line.args else ""
        told = report.configuration.named("proxy_set_header", "grpc_set_header")
        if not any(one.args and one.args[0].lower().startswith("x-") for one in told):
            return
        if (line.name == "underscores_in_headers") == (value == "on") and value in ("on", "off"):
            report(
                line,
                f"`{line.name} {value}`: a backend can take `X_Real_IP` from a client for the "
                "`X-Real-IP` that nginx sets",
                help="Take the line out, unless a client needs such names.",
            )
