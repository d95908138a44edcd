from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, effective, inherits_known, on


class AuthBasicWithoutUserFile(Rule):
    """`auth_basic` without `auth_basic_user_file`: nobody is asked for a password.

    nginx skips the check silently where it has no file of users (ngx_http_auth_basic_handler). The page looks
    protected in the configuration and is open.

    How to fix: name the file with `auth_basic_user_file`, in this block or around it.

    When to ignore: never.
    """

    id = "auth-basic-without-user-file"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html",)

    @on("auth_basic")
    def check(self, auth: Directive, report: Report) -> None:
        block = auth.parent
        if block is None or not auth.args or auth.args[0].lower() == "off":
            return
        if not inherits_known(report.configuration, block):
            return
        if effective(report.configuration, block, "auth_basic_user_file"):
            return
        if any(inner.name in ("auth_basic_user_file", "include") for inner in block.walk()):
            return
        report(
            auth,
            "no `auth_basic_user_file` holds here: nginx lets everybody in without asking for a password",
            help="Write `auth_basic_user_file /etc/nginx/htpasswd;` beside it.",
        )
