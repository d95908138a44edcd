from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on


class RealIpTrustAll(Rule):
    """`set_real_ip_from` trusts every address: a client can claim any address as its own.

    nginx takes the client's address from a header (`X-Forwarded-For` or what `real_ip_header` says) if the
    connection comes from a trusted machine. If all are trusted, whoever connects writes the address
    themselves, and `allow`, `deny`, `limit_req`, `geo` and the logs go by a lie.

    How to fix: list the addresses of the proxies in front.

    When to ignore: if a firewall lets only the proxies reach nginx.
    """

    id = "real-ip-trust-all"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_realip_module.html",)

    @on("set_real_ip_from")
    def check(self, line: Directive, report: Report) -> None:
        if line.args and line.args[0] in ("0.0.0.0/0", "::/0", "0/0"):
            report(
                line,
                f"`set_real_ip_from {line.args[0]}` lets every client choose the address that it is known by",
                help="List the addresses of the proxies in front instead.",
            )
