from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class AuthUserFileMissing(Rule):
    """The file with the passwords isn't there.

    nginx starts, and answers 403 to everybody who gives a name and a password (500 where the path names
    a folder).

    How to fix: make the file, `htpasswd -c FILE NAME`, or correct the path. A relative path starts from the
    folder of nginx.conf.
    """

    id = "auth-user-file-missing"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html#auth_basic_user_file",)

    @on_configuration("auth_basic_user_file")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for file in machine.password_files(configuration):
            look = machine.look(file.path)
            if look.kind == "missing":
                what = f"the password file `{file.path}` is not there: everybody who logs in gets 403"
            elif look.kind == "folder":
                what = f"the password file `{file.path}` is a folder: everybody who logs in gets 500"
            else:
                continue
            near = machine.near(look.missing) if look.missing else []
            report.about(file.line.reading)
            report(
                file.line.args[0],
                what,
                help=f"Did you mean `{near[0] + file.path[len(look.missing or '') :]}`?"
                if near
                else f"Make it with `htpasswd -c {file.path} NAME`, or correct the path.",
            )
