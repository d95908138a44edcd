from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, on, prefix_instead


class RegexCouldBePrefix(Rule):
    """A regular expression is a plain prefix, which `^~` finds without trying any other.

    nginx keeps prefixes in a tree and tries regular expressions one after another. `location ^~ /static/`
    takes the same requests as `location ~ ^/static/`, and spares them all the other regular expressions.

    How to fix: write `location ^~ /static/`.

    When to ignore: if the order among regular expressions should stay visible. It is not reported where
    another location would get other requests then.
    """

    id = "regex-could-be-prefix"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on("location")
    def check(self, location: Directive, report: Report) -> None:
        path = prefix_instead(report.configuration, location)
        if path is None:
            return
        words = location.args[0].source.span(location.args[0].start, location.args[-1].end)
        report(
            words,
            f"this regular expression is the prefix `{path}`",
            help=f"Write `location ^~ {path}`.",
            fix=report.fix("write a prefix", Edit.replace(words, f"^~ {path}"))
            if path.replace("/", "").replace(".", "").replace("-", "").replace("_", "").isalnum()
            else None,
        )
