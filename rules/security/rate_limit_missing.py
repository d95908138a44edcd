from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Option,
    Report,
    Rule,
    Severity,
    effective,
    inherits_known,
    location_of,
    on,
)


class RateLimitMissing(Rule):
    """A page for logging in may be asked as often as somebody likes.

    Without `limit_req` or `limit_conn` passwords can be tried by the thousand. Reported are locations that
    are named like a login (`login`, `signin`, `wp-login`, `xmlrpc`, `oauth/token`).

    How to fix: `limit_req_zone $binary_remote_addr zone=login:1m rate=5r/s;` in `http`, and
    `limit_req zone=login burst=5;` in the location.

    When to ignore: if the program behind counts attempts itself. The rule is off by default.
    """

    id = "rate-limit-missing"
    severity = Severity.INFO
    default = False
    names = Option(
        ("login", "signin", "sign-in", "xmlrpc", "oauth/token", "authenticate"),
        "What is in the names of locations for logging in.",
    )
    references = ("https://nginx.org/en/docs/http/ngx_http_limit_req_module.html",)

    @on("location")
    def check(self, block: Directive, report: Report) -> None:
        location = location_of(block)
        if location is None or not any(word in location.name.lower() for word in self.names):
            return
        if not inherits_known(report.configuration, block) or block.first("return") is not None:
            return
        if not effective(report.configuration, block, "limit_req") and not effective(
            report.configuration, block, "limit_conn"
        ):
            report(
                block,
                f"`{location.name}` may be asked without limit: passwords can be tried by the thousand",
                help="Add `limit_req` with a zone of a few requests a second.",
            )
