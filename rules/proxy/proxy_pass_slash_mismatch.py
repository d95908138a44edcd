from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, on, slash_mismatch


class ProxyPassSlashMismatch(Rule):
    """Of a location and the path of its `proxy_pass` only one ends in a slash.

    nginx cuts the location's path off the request and puts the path of `proxy_pass` in its place, letter by
    letter. With `location /api { proxy_pass http://app/; }` a request for `/api/users` is sent as `//users`,
    and one for `/api../x` leaves the folder that is meant. With `location /api/ { proxy_pass http://app/v1;
    }` it is sent as `/v1users`.

    How to fix: end both with a slash, or neither. Where the path shall stay as it is, write `proxy_pass`
    without a path: `proxy_pass http://app;`.

    When to ignore: if only the path of the location itself is ever asked for; `location = /api` says so. In a
    location that passes `Upgrade` on it may be so, and the doubled slash is information: with a slash at its
    end nginx answers the path without it with a redirect, which clients of WebSockets don't follow.
    """

    id = "proxy-pass-slash-mismatch"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",)

    @on("proxy_pass")
    def check(self, passing: Directive, report: Report) -> None:
        found = slash_mismatch(report.configuration, passing)
        if found is None:
            return
        name = found.location.args[-1]
        message = f"`{found.path}` is sent upstream as `{found.sent}`: "
        if found.kind == "glued":
            report(
                found.uri,
                message + f"the location ends in a slash, the path `{found.uri}` does not",
                help=f"Write `{found.uri}/`.",
                related=[(name, "this part is replaced")],
                fix=report.fix(
                    "end the path with a slash", Edit.insert(found.uri.source, found.uri.end, "/")
                ),
            )
            return
        why = "" if found.kind == "doubled" else f", outside of `{found.uri}`"
        report(
            name,
            message + f"the path `{found.uri}` ends in a slash, the location does not{why}",
            help=f"Write `location = {name}` if only this path is asked for, as by a WebSocket; otherwise "
            "end both with a slash."
            if found.is_socket
            else f"Write `location {name}/`."
            if found.is_alone
            else "End both with a slash, or neither.",
            related=[(found.uri, "is put in the place of the location's path")],
            severity=Severity.INFO if found.is_socket and found.kind == "doubled" else None,
            fix=report.fix(
                "end the location with a slash", Edit.insert(name.source, name.end - len(name.quote), "/")
            )
            if found.is_alone and not found.is_socket
            else None,
        )
