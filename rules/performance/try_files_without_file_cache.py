from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    lines_below,
    on_configuration,
    uncached_tests,
)

_LINES = "open_file_cache max=1000 inactive=20s;", "open_file_cache_errors on;"


class TryFilesWithoutFileCache(Rule):
    """`try_files` asks the disk at each request.

    Each name in `try_files` is looked for anew for every request. With `open_file_cache` nginx
    remembers what is there and what is not. On a local disk the gain is small; on a network drive it is
    not.

    How to fix: `open_file_cache max=1000 inactive=20s; open_file_cache_errors on;` in `http`.

    When to ignore: where new files must show at once, as after a deployment that switches a symlink.
    The rule is off by default.
    """

    id = "try-files-without-file-cache"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#open_file_cache",)

    @on_configuration("try_files")
    def check(self, configuration: Configuration, report: Report) -> None:
        lines = list(uncached_tests(configuration))
        if not lines:
            return
        first, *more = lines
        report(
            first,
            f"`{first.args[0]}` is looked for on the disk at each request: there is no `open_file_cache`"
            + (f", nor is there in {len(more)} more servers" if more else ""),
            help=f"Write `{' '.join(_LINES)}`.",
            related=[(line, "without it, too") for line in more[:5]],
            fix=report.fix("remember what is there", lines_below(first, *_LINES))
            if first.parent is not None and not first.parent.all("open_file_cache")
            else None,
        )
