from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, redirect_loops


class RedirectToSelf(Rule):
    """A redirect that leads to itself: browsers stop with "too many redirects".

    The address that the redirect names is answered by the same line again, or by another one that leads back.
    So it is with `return 301 https://...` in a server that listens with `ssl` too, with `location /blog {
    return 301 /blog/; }`, which takes `/blog/` as well, and with two servers that redirect to each other. The
    request in the message was followed in this way.

    How to fix: put the redirect into a server of its own (for `http://`, or for the other name), or into
    a location with `=` that takes the old path alone.

    When to ignore: if something before nginx answers the new address, so that it never gets here.
    """

    id = "redirect-to-self"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return",)

    @on_configuration("return", "rewrite")
    def check(self, configuration: Configuration, report: Report) -> None:
        for loop in redirect_loops(configuration):
            report.about(loop.line.reading)
            first, *more = loop.places
            way = "itself" if first == loop.asked else f"`{first}`"
            if more:
                way += f", from there to `{more[0]}`" + ("" if more[0] == loop.asked else " and so on")
            report(
                loop.line,
                f"`GET {loop.asked}` is redirected to {way}: browsers stop with too many redirects",
                help="Put the redirect into a server or a location that does not answer the new address.",
                related=[(line, "leads back") for line in loop.lines if line is not loop.line],
            )
