from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Edit,
    Report,
    Rule,
    Severity,
    Token,
    effective_value,
    inherits_known,
    on,
    relative_host,
)


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
        if found is None:
            return
        target, host = found
        slashes = target.startswith("//")
        if slashes and (line.parent is None or not _is_made_absolute(line.parent, report)):
            return
        report(
            target,
            f"this leads to `http://HOST{target}`: nginx puts its own scheme and host before a slash"
            if slashes
            else f"browsers look for `{target}` on the same site: without a scheme `{host}` is a path",
            help="Write `https://` before the host.",
            fix=report.fix(
                "write `https:`" if slashes else "write `https://`", _with_scheme(target, slashes)
            ),
        )


def _is_made_absolute(block: Directive, report: Report) -> bool:
    return (
        inherits_known(report.configuration, block)
        and effective_value(report.configuration, block, "absolute_redirect") != "off"
    )


def _with_scheme(target: Token, slashes: bool) -> Edit:
    start = target.start + len(target.quote)
    return Edit.insert(target.source, start, "https:" if slashes else "https://")
