from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, effective_value, on, relative_host


class RedirectMissingScheme(Rule):
    """A redirect to a host without `http://` or `https://` before it.

    nginx sends such a text as it is, and browsers take it for a path on the same site:
    `return 301 www.example.com/x` leads from `/shop/` to `/shop/www.example.com/x`. A target that begins with
    `//` does not help: nginx puts its own scheme and host before every target that begins with a slash,
    unless `absolute_redirect off` holds.

    How to fix: write `https://` before the host.
    """

    id = "redirect-missing-scheme"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#absolute_redirect",)

    @on("return", "rewrite", "error_page")
    def check(self, line: Directive, report: Report) -> None:
        found = relative_host(line)
        if found is None or line.parent is None:
            return
        target, host = found
        slashes = target.startswith("//")
        if slashes and effective_value(report.configuration, line.parent, "absolute_redirect") == "off":
            return
        report(
            target,
            f"this leads to `{'http://HOST' if slashes else '/'}{target}` on the same site: "
            + (
                "nginx puts its own scheme and host before what begins with a slash"
                if slashes
                else f"without a scheme browsers take `{host}` for a part of the path"
            ),
            help="Write `https://` before the host.",
            fix=report.fix(
                "write `https://`",
                Edit.insert(
                    target.source, target.start + len(target.quote), "https:" if slashes else "https://"
                ),
            ),
        )
