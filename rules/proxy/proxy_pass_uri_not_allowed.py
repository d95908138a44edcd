from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, location_of, on, passed_uri


class ProxyPassUriNotAllowed(Rule):
    """`proxy_pass` with a path where nginx can't use it.

    A path behind the address (even a lone `/`) replaces the part of the request that the location
    matched. In a location with a regular expression, a named location, an `if` or a
    `limit_except` there is no such part, and nginx refuses to start.

    How to fix: leave the path out, so that the request is passed on as it came in. To change the
    path, put `rewrite ^/old/(.*)$ /new/$1 break;` before `proxy_pass`.
    """

    id = "proxy-pass-uri-not-allowed"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",)

    @on("proxy_pass")
    def check(self, directive: Directive, report: Report) -> None:
        where = _where(directive)
        uri = None if where is None else passed_uri(directive)
        if uri is None:
            return
        report(
            uri,
            f"`proxy_pass` has the path `{uri}` and stands in {where}, where nginx can't use it: "
            "it refuses to start",
            help="Leave the path out; to change the path, use `rewrite ... break` before.",
            fix=report.fix("leave the path out", Edit.replace(uri.span, "")),
            related=[] if directive.parent is None else [(directive.parent, "the block around it")],
        )


def _where(directive: Directive) -> str | None:
    """The block that forbids a path, in words."""
    if directive.context == "if-in-location":
        return "an `if`"
    if directive.context == "limit_except":
        return "`limit_except`"
    location = None if directive.parent is None else location_of(directive.parent)
    match location and location.kind:
        case "regex":
            return "a location with a regular expression"
        case "named":
            return "a named location"
    return None
