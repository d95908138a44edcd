from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, forgetful_redirect, on


class RedirectDropsRequestUri(Rule):
    """A redirect of a whole site that forgets which page was asked for.

    `return 301 https://example.com/;` sends every visitor of every page to the home page. Links and bookmarks
    to single pages lose their aim, and search engines take them out.

    How to fix: append `$request_uri`: `return 301 https://example.com$request_uri;`.

    When to ignore: if the old pages don't exist at the new place, so that the home page is the best there is.
    """

    id = "redirect-drops-request-uri"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return",)

    @on("return")
    def check(self, line: Directive, report: Report) -> None:
        redirect = forgetful_redirect(line)
        if redirect is None:
            return
        target = redirect.target
        path = len(target) - target.endswith("/")
        report(
            target,
            f"every page of this site leads to `{target}`: the redirect forgets which one was asked for",
            help=f"Write `{str(target)[:path]}$request_uri`.",
            fix=report.fix(
                "append `$request_uri`", Edit.replace(target.part(path, len(target)), "$request_uri")
            ),
        )
