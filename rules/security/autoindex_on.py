from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, is_restricted, on


class AutoindexOn(Rule):
    """`autoindex on` lists every file of a folder to everybody.

    Visitors see backups, uploads and drafts that no page links to.

    How to fix: write `autoindex off;`, or let only those in who may see the list (`allow`, `deny`,
    `auth_basic`).

    When to ignore: on a public mirror or download area. Where the location's path says so (`/pub`,
    `/download`, ...) the finding is only information, as it is where strangers have no access.
    """

    id = "autoindex-on"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_autoindex_module.html",)

    @on("autoindex", "fancyindex")
    def check(self, autoindex: Directive, report: Report) -> None:
        if not autoindex.args or autoindex.args[0].lower() != "on" or autoindex.context not in _WHERE:
            return
        block = autoindex.parent
        restricted = (
            block is not None and block.name == "location" and is_restricted(report.configuration, block)
        )
        meant = block is not None and block.name == "location" and _says_so(str(block.args[-1]).lower())
        report(
            autoindex,
            f"`{autoindex.name} on` shows "
            + ("everybody who gets in" if restricted else "everybody")
            + " the names of all files in each folder without an index page",
            help=f"Write `{autoindex.name} off;`, or restrict who may see the list.",
            severity=Severity.INFO if restricted or meant else None,
            fix=report.fix("switch it off", Edit.replace(autoindex.args[0].span, "off")),
        )


_WHERE = ("http", "server", "location", "if-in-location", None)
_WORDS = (
    "pub",
    "download",
    "mirror",
    "file",
    "release",
    "archive",
    "dist",
    "share",
    "repo",
    "package",
    "iso",
)


def _says_so(path: str) -> bool:
    return any(word in path for word in _WORDS)
