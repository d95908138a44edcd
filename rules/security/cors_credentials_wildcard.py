from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, headers_in_effect, on


class CorsCredentialsWildcard(Rule):
    """`Access-Control-Allow-Origin *` together with `Access-Control-Allow-Credentials true`.

    Browsers refuse this pair: a request with cookies fails, although the configuration seems to allow it.

    How to fix: list the allowed origins in a `map` of `$http_origin` and send the one that asked; or leave
    the credentials out if the answers are public.

    When to ignore: never.
    """

    id = "cors-credentials-wildcard"
    severity = Severity.WARNING
    references = ("https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",)

    @on("add_header access-control-allow-credentials")
    def check(self, line: Directive, report: Report) -> None:
        if len(line.args) < 2 or line.args[0].lower() != "access-control-allow-credentials":
            return
        if line.args[1].lower() != "true":
            return
        for other in headers_in_effect(report.configuration, line.parent, "add_header"):
            if other.args[0].lower() == "access-control-allow-origin" and other.args[1:2] == ["*"]:
                report(
                    other,
                    "browsers refuse `Access-Control-Allow-Origin *` beside "
                    "`Access-Control-Allow-Credentials true`: "
                    "requests with cookies fail",
                    help="Send the origin that asked, chosen by a `map` of `$http_origin`, or "
                    "leave the credentials out.",
                    related=[(line, "asks for cookies")],
                )
                return
