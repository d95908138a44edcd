from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    answering,
    http_servers,
    is_restricted,
    on_configuration,
    serves_files,
)


class DotfilesExposed(Rule):
    """Files such as `.git/config` and `.env` are served like any other.

    Tools leave files with a dot at the begin of their name in the folder of a site: the whole history in
    `.git`, passwords in `.env` and `.htpasswd`. Scanners ask every site for them.

    How to fix: `location ~ /\\. { deny all; }` before other regular expressions, and
    `location ^~ /.well-known/ { }` beside it, which certificates need.

    When to ignore: if nothing but built files gets into the folder. The rule is off by default.
    """

    id = "dotfiles-exposed"
    severity = Severity.INFO
    default = False
    references = ("https://cwe.mitre.org/data/definitions/538.html",)

    @on_configuration("root")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server in http_servers(configuration):
            if not server.complete:
                continue
            for path in ("/.git/config", "/.env"):
                block = answering(server.directive, path)
                roots = (
                    server.effective("root")
                    if block is server.directive
                    else block.all("root") or server.effective("root")
                )
                if (
                    not roots
                    or not roots[-1].args
                    or not serves_files(server.directive)
                    or not serves_files(block)
                ):
                    continue
                if block.all("alias") or is_restricted(configuration, block):
                    continue
                report(
                    roots[-1],
                    f"`GET {path}` reads `{roots[-1].args[0]}{path}`, if there is such a file",
                    help="Write `location ~ /\\.(?!well-known/) { deny all; }`.",
                )
                break
