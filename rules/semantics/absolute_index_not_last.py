from __future__ import annotations

from nginxlint.rule import Rule, Severity


class AbsoluteIndexNotLast(Rule):
    """Names after an absolute `index` are never tried.

    An `index` that begins with `/` is not looked up as a file: nginx redirects to it at once,
    whatever is there. Names after it have no effect, and nginx warns.

    How to fix: put the absolute path last, or take the names behind it out.
    """

    id = "absolute-index-not-last"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_index_module.html#index",)
