from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Report,
    Rule,
    Severity,
    is_complete,
    is_internal,
    location_matches,
    location_of,
    on,
)


class PhpArbitraryScript(Rule):
    """PHP gets requests for scripts that don't exist: `/uploads/photo.jpg/x.php`.

    PHP looks for the longest part of such a path that is a file (`cgi.fix_pathinfo`) and may run the uploaded
    `photo.jpg` as a program. php-fpm prevents it for names that don't end in `.php` as long as
    `security.limit_extensions` keeps its default, so that this is information.

    How to fix: `try_files $uri =404;` in the location (with path info `try_files $fastcgi_script_name
    =404;`): then only scripts that exist are passed on.

    When to ignore: if PHP runs on another machine or in a container of its own, whose files nginx can't see.
    """

    id = "php-arbitrary-script"
    severity = Severity.INFO
    references = ("https://www.php.net/manual/en/ini.core.php#ini.cgi.fix-pathinfo",)

    @on("fastcgi_pass")
    def check(self, passing: Directive, report: Report) -> None:
        block = passing.parent
        location = None if block is None else location_of(block)
        if block is None or location is None or location.kind != "regex" or is_internal(block):
            return
        if not is_complete(report.configuration, block) or not location_matches(location, _REQUEST):
            return
        if any(line.name in ("try_files", "if", "rewrite", "auth_request") for line in block.children or ()):
            return
        if not any(line.args[:1] == ["SCRIPT_FILENAME"] for line in block.all("fastcgi_param")):
            return
        report(
            passing,
            f"`GET {_REQUEST}` reaches PHP, although there is no such script",
            help="Write `try_files $uri =404;` in the location, if nginx sees the scripts.",
            related=[(block.args[-1], "fits it")],
        )


_REQUEST = "/uploads/photo.jpg/x.php"
