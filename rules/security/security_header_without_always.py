from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, header_protects, on


class SecurityHeaderWithoutAlways(Rule):
    """A protecting `add_header` without `always` is not sent with error pages.

    Without `always` nginx adds the field only to answers with the codes 200, 201, 204, 206, 301 to 304, 307
    and 308. A 404 or 500 page, which often shows what the visitor sent, goes without it.

    How to fix: write `always` at the end of the line.

    When to ignore: if error pages hold nothing but fixed text.
    """

    id = "security-header-without-always"
    severity = Severity.INFO
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header",)

    @on("add_header")
    def check(self, line: Directive, report: Report) -> None:
        if len(line.args) != 2 or not header_protects(line) or line.args[0].lower() in _NOT_FOR_ERRORS:
            return
        last = line.args[-1]
        report(
            line,
            f"`{line.args[0]}` is not sent with error pages (4xx, 5xx)",
            help="Write `always` at the end of the line.",
            fix=report.fix("add `always`", Edit.insert(last.source, last.end, " always"), safe=True),
        )


_NOT_FOR_ERRORS = ("cache-control", "content-disposition", "x-xss-protection", "feature-policy")
