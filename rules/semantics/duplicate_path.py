from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    seen_from,
    shared_folders,
    twice_read,
)


class DuplicatePath(Rule):
    """Two directives use the same folder in different ways.

    Each `proxy_cache_path` (and its like) needs a folder of its own. Folders for temporary files
    may be shared, but only with the same levels of subfolders. nginx refuses to start.

    How to fix: give each its own folder.
    """

    id = "duplicate-path"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_path",)

    @on_configuration(
        "proxy_cache_path",
        "fastcgi_cache_path",
        "uwsgi_cache_path",
        "scgi_cache_path",
        "client_body_temp_path",
        "proxy_temp_path",
        "fastcgi_temp_path",
        "uwsgi_temp_path",
        "scgi_temp_path",
    )
    def check(self, configuration: Configuration, report: Report) -> None:
        for directive, first in shared_folders(configuration):
            report.about(directive.reading)
            report(
                directive.args[0],
                f"`{first.name}` uses the folder `{directive.args[0]}` already, in another way "
                f"({seen_from(directive, first)}): nginx refuses to start",
                help=twice_read(directive, first) or "Choose another folder for one of the two.",
                related=[(first, "uses it first")],
            )
