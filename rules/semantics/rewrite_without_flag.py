from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on, rewritten_again


class RewriteWithoutFlag(Rule):
    """A `rewrite` without a flag, of which the next line takes the result.

    Without `last` or `break` nginx goes on with the next line of the block. Where a later `rewrite` fits what
    this one made, the path is changed again, and where a `return` follows, this line does nothing at all.

    How to fix: write `last` (look for a location with the new path) or `break` (stay in this location) behind
    it.

    When to ignore: if the two are meant as steps of one change.
    """

    id = "rewrite-without-flag"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite",)

    @on("rewrite")
    def check(self, rewrite: Directive, report: Report) -> None:
        found = rewritten_again(report.configuration, rewrite)
        if found is None:
            return
        what = f"`{' '.join([found.line.name, *found.line.args])}`"
        report(
            rewrite,
            f"`{found.path}` becomes `{found.becomes}`, and then {what} "
            + ("answers it all the same" if found.line.name == "return" else "changes it once more"),
            help="Write `last` or `break` behind it, if one change is meant.",
            related=[(found.line, "runs next")],
        )
