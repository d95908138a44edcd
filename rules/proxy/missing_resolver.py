from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Destination,
    Report,
    Rule,
    Severity,
    on_configuration,
    proxied_by_server,
    unresolved,
)


class MissingResolver(Rule):
    """A server's name is looked up with each request, and there is no `resolver`.

    A variable anywhere in `proxy_pass` (or another `*_pass`), be it in the path, makes nginx look the name up
    while it runs. For that it needs `resolver`, since it does not ask the system. Otherwise each request is
    answered with 502, and the log says "no resolver defined to resolve".

    How to fix: add `resolver 127.0.0.53;`, or the address of your name server (in Docker `127.0.0.11`). If
    the address doesn't change, define an `upstream` of that name, or leave the variables out.

    Not reported: values that are addresses, sockets or names of an `upstream`, and values that can't be
    known.
    """

    id = "missing-resolver"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver",)

    @on_configuration(
        "proxy_pass $",
        "fastcgi_pass $",
        "uwsgi_pass $",
        "scgi_pass $",
        "grpc_pass $",
        "memcached_pass $",
        "tunnel_pass $",
    )
    def check(self, configuration: Configuration, report: Report) -> None:
        for passing, name, others in proxied_by_server(unresolved(configuration)):
            host = f"`{name.host}`" if isinstance(name, Destination) else f"the name in `{name.variable}`"
            report.about(passing.reading)
            report(
                passing.args[0],
                f"the variable in `{passing.name}` makes nginx look up {host} at each request, and there "
                "is no `resolver`: the answer is 502",
                help="Add `resolver` with the address of your name server, or leave the variable out.",
                related=[(other, "needs it too") for other in others],
            )
