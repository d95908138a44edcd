from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, as_return, on


class RewriteCouldBeReturn(Rule):
    """A `rewrite` that redirects every request says with a pattern what `return` says plainly.

    nginx runs the regular expression for each request, decodes the path and encodes it again, and it adds
    the arguments to a target without a `?` at its end: after `$request_uri`, which has them already, they are
    sent twice. `return 301 https://www.example.com$request_uri;` sends the address on as it came.

    How to fix: write `return 301` for `permanent`, `return 302` for `redirect`, and `$request_uri` for the
    path with its arguments.

    When to ignore: if the target needs the path decoded.
    """

    id = "rewrite-could-be-return"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/converting_rewrite_rules.html",)

    @on("rewrite")
    def check(self, rewrite: Directive, report: Report) -> None:
        better = as_return(rewrite)
        if better is None:
            return
        report(
            rewrite,
            f"`{rewrite.args[0]}` fits every path: this redirect needs no regular expression"
            + ", and sends the arguments twice" * rewrite.args[1].endswith("$request_uri"),
            help=f"Write `{better};`."
            + " To keep the path, end it with `$request_uri` instead of `/$is_args$args`."
            * _loses_path(better),
            fix=report.fix(f"write `{better}`", Edit.replace(rewrite.span, better)),
        )


def _loses_path(target: str) -> bool:
    return "://" in target and target.endswith("/$is_args$args")
