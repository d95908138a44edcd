from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, content_handler, on, only_scripts


class TryFilesWithProxyPass(Rule):
    """`try_files` beside `proxy_pass`: the files that it finds are not sent.

    `try_files` only chooses the path of the request. What answers is the `proxy_pass` (or `fastcgi_pass`,
    ...) of the same location: it asks the backend for the file that was found. A fallback such as
    `@app` is used only for what is not found.

    How to fix: leave `try_files $uri @app;` alone in the location, and put `proxy_pass` into `location @app`.

    When to ignore: if the backend is to answer for these files. `try_files $uri =404` in front of a
    `fastcgi_pass` is not reported, nor are locations for scripts such as `\\.php$`: there it keeps requests
    for files that don't exist from the backend.
    """

    id = "try-files-with-proxy-pass"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#try_files",)

    @on("try_files")
    def check(self, tries: Directive, report: Report) -> None:
        location = tries.parent
        if location is None or location.name != "location" or len(tries.args) < 2:
            return
        passing = content_handler(location)
        if passing is None or tries.args[-1].startswith("=") or only_scripts(location):
            return
        found = next((word for word in tries.args[:-1] if "$" in word), tries.args[0])
        report(
            tries,
            f"a file that `{found}` finds is not sent: `{passing.name}` of the same location asks "
            f"`{passing.args[0]}` for it",
            help=f"Leave `try_files` alone here with `@app` as its last word, and put `{passing.name}` into "
            "`location @app { ... }`.",
            related=[(passing, "answers all requests of this location")],
        )
