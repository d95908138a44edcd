from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    on,
    on_configuration,
    proxied_by_server,
    unforwarded,
)


class ForwardedHeadersMissing(Rule):
    """The server behind is not told who asks, or by which scheme.

    It sees the address of nginx and plain HTTP. Its logs and limits then know one client only, and an
    application that insists on HTTPS redirects for ever. If `X-Forwarded-For` is just what the client sent,
    each client writes its own address.

    How to fix: add

        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;

    When to ignore: if the application doesn't look at them, or `proxy_protocol` tells it.
    """

    id = "forwarded-headers-missing"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#var_proxy_add_x_forwarded_for",)

    @on_configuration("proxy_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for passing, fields, others in proxied_by_server(unforwarded(configuration)):
            report(
                passing,
                "the server behind is not told "
                + " and ".join(
                    "the client's address" if "For" in field else "its scheme" for field in fields
                ),
                help=" ".join(f"Add `proxy_set_header {field};`." for field in fields),
                related=[(other, "likewise") for other in others],
            )

    @on("proxy_set_header")
    def check_value(self, line: Directive, report: Report) -> None:
        if [str(arg).lower() for arg in line.args] == ["x-forwarded-for", "$http_x_forwarded_for"]:
            report(
                line,
                "`X-Forwarded-For` holds only what the client wrote there itself: its address is not added",
                help="Write `$proxy_add_x_forwarded_for`, or `$remote_addr` if clients reach nginx directly.",
                severity=Severity.WARNING,
            )
