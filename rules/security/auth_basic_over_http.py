from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, bare_passwords, on_configuration


class AuthBasicOverHttp(Rule):
    """A password is asked for over plain HTTP.

    With `auth_basic` browsers send name and password with each request, in letters that everybody on the
    way can read.

    How to fix: ask for it in a server that speaks TLS, and lead plain HTTP there: `return 301
    https://$host$request_uri;`.

    When to ignore: inside a network where nobody listens. Where nginx speaks TLS nowhere, something in
    front of it may do so: then the finding is information, and there is none if nginx is told so
    (`X-Forwarded-Proto`, `real_ip_header`, `proxy_protocol`).
    """

    id = "auth-basic-over-http"
    severity = Severity.WARNING
    references = ("https://www.rfc-editor.org/rfc/rfc7617.html#section-4",)

    @on_configuration("auth_basic")
    def check(self, configuration: Configuration, report: Report) -> None:
        for bare in bare_passwords(configuration):
            report(
                bare.auth,
                "the password is sent over plain HTTP, where everybody on the way can read it",
                help="Ask for it over TLS only, and send plain HTTP there: `return 301 https://$host$request_uri;`.",
                related=[(bare.line.place, "speaks plain HTTP")],
                severity=None if bare.certain else Severity.INFO,
            )
