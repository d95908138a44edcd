from __future__ import annotations

from functools import partial

from nginxlint.rule import (
    Configuration,
    Guesses,
    Report,
    Rule,
    Severity,
    on_configuration,
    undefined_upstreams,
    upstreams_by_name,
)


class UndefinedUpstream(Rule):
    """An address without a port that is the name of no upstream.

    `fastcgi_pass`, `uwsgi_pass`, `scgi_pass`, `grpc_pass`, `memcached_pass` and `proxy_pass` in
    stream take an address with a port, a socket, or the name of an `upstream` block. Anything
    else has no port, and nginx refuses to start with "no port in upstream". (Upstreams of http
    are unknown in stream.)

    How to fix: correct the name, define the upstream, or add the port.

    Not reported: if parts of the configuration could not be read.
    """

    id = "undefined-upstream"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#upstream",)

    @on_configuration(
        "fastcgi_pass",
        "uwsgi_pass",
        "scgi_pass",
        "grpc_pass",
        "memcached_pass",
        "tunnel_pass",
        "proxy_pass",
    )
    def check(self, configuration: Configuration, report: Report) -> None:
        guesses = {part: Guesses(partial(_names, configuration, part)) for part in ("http", "stream")}
        for passing, where in undefined_upstreams(configuration):
            part = "stream" if passing.context == "stream-server" else "http"
            near = guesses[part].nearest(str(where))
            report.about(passing.reading)
            report(
                where,
                f"`{where}` has no port and is no upstream in `{part}`: nginx refuses to start",
                help=f"Did you mean `{near}`?"
                if near
                else f"Define `upstream {where}`, or write the port: `{where}:9000`.",
            )


def _names(configuration: Configuration, part: str) -> list[str]:
    return [name for place, name in upstreams_by_name(configuration) if place == part]
