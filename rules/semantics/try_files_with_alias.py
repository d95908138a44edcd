from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, misled_try_files, on


class TryFilesWithAlias(Rule):
    """`try_files` makes a wrong path in a location with `alias`.

    `try_files` puts its words behind the `alias`, and cuts the location's path off the begin of some of them:
    of those with variables, the last word included, if the location is a prefix. So `location /app/ { alias
    /srv/app/; try_files $uri /app/index.php?$args; }` redirects to `index.php`, which no location takes. With
    a regular expression nothing is cut off, and `$uri` stands behind a path that is complete already.

    How to fix: use `root` in the place of `alias` if the folder is called as the path is. Else write `$uri
    =404`, or a named location as the last word: `try_files $uri @app;`. With a regular expression leave
    `try_files` out.

    When to ignore: never; the message shows what becomes of a request.
    """

    id = "try-files-with-alias"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#try_files",)

    @on("alias")
    def check(self, alias: Directive, report: Report) -> None:
        found = misled_try_files(alias)
        if found is None:
            return
        report(
            found.word,
            f"with `alias` the location's path is cut off here: `{found.path}` is redirected to "
            f"`{found.goal}`, which no location takes"
            if found.redirects
            else f"with `alias` this is put behind `{alias.args[0]}`: `{found.path}` is looked for as "
            f"`{found.goal}`",
            help="Write a named location as the last word, `@app`, or use `root`."
            if found.redirects
            else "Use `root` in the place of `alias`, or leave `try_files` out.",
            related=[(alias, "the folder")],
        )
