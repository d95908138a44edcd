from __future__ import annotations

import re

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

_HASH = re.compile(r"\$|\{(?:PLAIN|SHA|SSHA)\}|[./0-9A-Za-z]{13}$|_[./0-9A-Za-z]{19}$")


class AuthUserFileInvalid(Rule):
    """A line of the password file can let nobody in.

    nginx reads lines of the form `name:hash`, with a hash that crypt(3) knows, or `{SHA}`, `{SSHA}`,
    `{PLAIN}`. What has no colon is passed over; a password that was written as it is never matches.

    How to fix: write the line with `htpasswd FILE NAME` or `openssl passwd -apr1`.
    """

    id = "auth-user-file-invalid"
    severity = Severity.WARNING
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html#auth_basic_user_file",)

    @on_configuration("auth_basic_user_file")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for file in machine.password_files(configuration):
            text = machine.text(file.path)
            if text is None:
                continue
            lines = [
                (number, line.split(":"))
                for number, line in enumerate(text.splitlines(), start=1)
                if line.strip() and not line.startswith("#")
            ]
            bare = [number for number, parts in lines if len(parts) < 2]
            plain = [parts[0] for _, parts in lines if len(parts) > 1 and not _HASH.match(parts[1])]
            if not lines:
                what = f"`{file.path}` names nobody: nobody can log in"
            elif plain:
                what = f"the password of `{plain[0]}` in `{file.path}` is no hash: it never matches"
            elif bare:
                what = f"line {bare[0]} of `{file.path}` has no colon: nginx passes over it"
            else:
                continue
            report.about(file.line.reading)
            report(file.line.args[0], what, help=f"Write the line with `htpasswd {file.path} NAME`.")
