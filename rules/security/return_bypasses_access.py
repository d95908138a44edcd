from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    access,
    access_rules,
    effective,
    error_pages_of,
    is_internal,
    on,
)


class ReturnBypassesAccess(Rule):
    """`return` answers before `allow`, `deny` and passwords are looked at.

    nginx runs `return` and redirecting `rewrite` lines in an earlier phase than access checks. So everybody
    gets that answer, whoever is denied. It is a warning where the block itself has the access rules, and
    information where they come from a block around it or the answer is a redirect.

    How to fix: serve the text as a file, with `root` or `try_files`; or pass to a second server that has the
    `return`, with `proxy_pass`.

    When to ignore: if everybody may see the answer, as with a health check.
    """

    id = "return-bypasses-access"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/dev/development_guide.html#http_phases",)

    @on("return", "rewrite")
    def check(self, line: Directive, report: Report) -> None:
        if (line.context or "").startswith("stream"):
            return  # there it is the last phase, after access
        block = line.parent
        while block is not None and block.name == "if":
            block = block.parent
        if block is None or block.name not in ("location", "server"):
            return
        if not access_rules(report.configuration, block) or not _tells(report.configuration, line):
            return
        here = access(report.configuration, block)
        rules = [one for one in block.children or () if one.name in ("allow", "deny")]
        if not rules and is_internal(block):
            return
        if here.is_open or len(here.lets_everybody_by) == len(here.families):
            return
        redirects = line.name == "rewrite" or line.args[0].startswith("3") or len(line.args) == 1
        report(
            line,
            f"`{line.name}` answers before access is checked: who is denied by `{here.rules[-1].name} "
            f"{here.rules[-1].args[0]}` gets this answer too",
            help="Serve the answer as a file (`root`, `try_files`), or pass to another server for it.",
            related=[(here.rules[-1], "is not looked at")],
            severity=None if rules and not redirects else Severity.INFO,
        )


_URLS = ("http://", "https://", "$scheme")
_HTTPS_TWIN = ("https://$host", "https://$server_name", "https://$http_host")


def _tells(configuration: Configuration, line: Directive) -> bool:
    """Whether the line says something: a text, or a redirect elsewhere than to the TLS twin."""
    args = line.args
    if line.name == "rewrite":
        if len(args) < 2 or args[1].startswith(_HTTPS_TWIN):
            return False
        return args[1].startswith(_URLS) or args[2:] in (["redirect"], ["permanent"])
    if not args or args[-1].startswith(_HTTPS_TWIN):
        return False
    if len(args) == 2:
        return bool(args[1])
    if not args[0].isdecimal():
        return True
    if args[0] == "200" or args[0] == "204":
        return False
    return _told_by_error_page(configuration, line, args[0])


def _told_by_error_page(configuration: Configuration, line: Directive, code: str) -> bool:
    """Whether a named location with a ``return`` of its own answers in the place of the bare code."""
    block = line.parent
    server = line.within("server")
    if block is None or server is None:
        return False
    for page_line in effective(configuration, block, "error_page"):
        for page in error_pages_of(page_line):
            if page.code == code and page.target.startswith("@"):
                for location in server.all("location"):
                    if location.args == [page.target] and any(
                        len(one.args) > 1 for one in location.all("return")
                    ):
                        return True
    return False
