from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, dead_rewrites, on


class DuplicateRewritePattern(Rule):
    """A `rewrite` whose pattern an earlier one in the same block has taken.

    A `rewrite` with `last`, `break`, `redirect` or `permanent`, or to a URL, ends the row where its
    pattern fits. A second one with the same pattern is never used, whatever it says.

    How to fix: remove one of the two. If both steps were meant, leave the flag of the first one out
    and match its result in the second.
    """

    id = "duplicate-rewrite-pattern"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite",)

    @on("rewrite")
    def check(self, rewrite: Directive, report: Report) -> None:
        earlier = dead_rewrites(report.configuration).get(id(rewrite))
        if earlier is not None:
            report(
                rewrite,
                f"this line is never used: `rewrite {' '.join(earlier.args)}` has the same pattern and "
                "ends the row",
                help="Remove one of the two lines.",
                related=[(earlier, "is used instead")],
            )
