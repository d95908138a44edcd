from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Report,
    Rule,
    Severity,
    effective,
    is_restricted,
    on,
)


class AutoindexOn(Rule):
    """`autoindex on` lists every file of a folder to everybody.

    Visitors see backups, uploads and drafts that no page links to.

    How to fix: write `autoindex off;`, or let only those in who may see the list (`allow`, `deny`,
    `auth_basic`).

    When to ignore: on a public mirror or download area. Where a path or the server's name says so (`/pub`,
    `download.example.com`), or the list has been given a form (`autoindex_format`, `autoindex_localtime`,
    ...), the finding is only information. Not reported where `allow`, `deny` or a password restrict access.
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
        if block is not None and block.name != "http" and is_restricted(report.configuration, block):
            return
        report(
            autoindex,
            f"`{autoindex.name} on` shows everybody the names of all files in each folder without an index "
            "page",
            help=f"Write `{autoindex.name} off;`, or restrict who may see the list.",
            severity=Severity.INFO if block is not None and _is_meant(report.configuration, block) else None,
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


def _is_meant(configuration: Configuration, block: Directive) -> bool:
    """Whether the list is what the place is there for: its names say so, or somebody has formed it."""
    if any(effective(configuration, block, name) for name in _FORMED):
        return True
    server = block if block.name == "server" else block.within("server")
    names = [] if server is None else effective(configuration, server, "server_name")
    told = [block, *effective(configuration, block, "root", "alias"), *names]
    return any(word in str(arg).lower() for line in told for arg in line.args for word in _WORDS)


_FORMED = ("autoindex_exact_size", "autoindex_format", "autoindex_localtime", "fancyindex_header")
