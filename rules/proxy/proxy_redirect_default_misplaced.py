from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on


class ProxyRedirectDefaultMisplaced(Rule):
    """`proxy_redirect default` where nginx can't work out what it means.

    `default` is made from the location's path and the address of `proxy_pass`. So it must stand
    after `proxy_pass`, in the same block, and `proxy_pass` must have no variables. nginx refuses
    to start otherwise.

    How to fix: move it behind `proxy_pass`, or take it out, since it holds without being written.
    With variables write both parts: `proxy_redirect http://backend/ /;`.
    """

    id = "proxy-redirect-default-misplaced"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_redirect",)

    @on("proxy_redirect")
    def check(self, directive: Directive, report: Report) -> None:
        if [str(arg) for arg in directive.args] != ["default"] or directive.parent is None:
            return
        passing = directive.parent.first("proxy_pass")
        before = directive.parent.children or []
        if passing is not None and passing.args and "$" in passing.args[0]:
            message = "cannot be worked out from a `proxy_pass` with variables"
            advice = "Write both parts, as in `proxy_redirect http://backend/ /;`."
        elif passing is None or before.index(passing) > before.index(directive):
            message = "must stand after the `proxy_pass` of its block"
            advice = "Move it behind `proxy_pass`, or take it out: it holds anyway."
        else:
            return
        report(
            directive,
            f"`proxy_redirect default` {message}: nginx refuses to start",
            help=advice,
            related=[] if passing is None else [(passing, "the `proxy_pass`")],
        )
