from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, decoded_path, encoded_twice, line_break, on


class ProxyPassDecodedPath(Rule):
    """The server behind gets another path than the client asked for: decoded, or encoded twice.

    `$uri`, `$document_uri` and captures of the path hold it decoded. In a `proxy_pass` they are sent as they
    are: `%3F` has become a `?` that begins the arguments, `%25` a `%` that begins an escape, and a space ends
    the path, so that the request is refused. The other way round `rewrite ^ $request_uri` puts the encoded
    path where nginx encodes it once more: `%20` becomes `%2520`.

    How to fix: leave variables out of `proxy_pass` and change the path by `rewrite ^/img/(.*)$ /$1 break;`
    above it: then nginx encodes what it sends. To send the path as it came, write `proxy_pass http://app;` or
    `$request_uri`.

    Where the variable lets a line break through as well, http-response-splitting warns, and this is only
    information.

    When to ignore: if the paths hold no escapes. A capture such as `[\\w/.-]+`, which fits no such
    character, is not reported.
    """

    id = "proxy-pass-decoded-path"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",)

    @on("proxy_pass")
    def check(self, passing: Directive, report: Report) -> None:
        if (passing.context or "").startswith("stream"):
            return
        raw = encoded_twice(report.configuration, passing)
        if raw is not None:
            report(
                raw,
                "`%20` in a path is sent upstream as `%2520`: `$request_uri` is encoded already, and "
                "`proxy_pass` encodes the path once more",
                help="Take this `rewrite` out: `proxy_pass` without a path sends the request's as it came.",
                related=[(passing, "encodes what the rewrite made")],
            )
            return
        found = decoded_path(report.configuration, passing)
        if found is None:
            return
        report(
            passing.args[0],
            f"`{found.path}` is sent upstream as `{found.sent}`: `{found.variable}` is decoded and not "
            "encoded again",
            help="Change the path by `rewrite ... break;` and leave variables out of `proxy_pass`.",
            severity=Severity.INFO if _splits(passing, report) else None,
        )


def _splits(passing: Directive, report: Report) -> bool:
    """Whether http-response-splitting tells of the variable already."""
    found = line_break(report.configuration, passing, passing.args[0], carriage_return=False)
    return found is not None and found.feed
