from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration, wrong_family


class WrongFamilyDirective(Rule):
    """A setting for one way of passing requests on, where another one is used.

    The `proxy_...` settings belong to `proxy_pass`, the `fastcgi_...` settings to `fastcgi_pass`, and so on.
    In a location that passes requests on by another one they have no effect: a `proxy_read_timeout` beside
    `fastcgi_pass` doesn't keep PHP from being given up after 60 seconds.

    How to fix: write the setting of the family that is used, such as `fastcgi_read_timeout`.

    When to ignore: never. Settings around the location, which may be meant for others, are not reported.
    """

    id = "wrong-family-directive"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html",)

    @on_configuration("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for passing, (first, *others), own in wrong_family(configuration):
            report(
                first,
                f"`{first.name}` has no effect here: requests are passed on by `{passing.name}`",
                help=f"Write `{own}`." if own else f"Take it out, or write what `{passing.name}` needs.",
                related=[
                    (passing, "answers the requests"),
                    *((other, "has no effect either") for other in others),
                ],
                fix=report.fix(f"write `{own}`", Edit.replace(first.name.span, own)) if own else None,
            )
