from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    on_configuration,
    uncached_tls_sessions,
)


class SslSessionCacheMissing(Rule):
    """`ssl_session_tickets off` without a shared cache: no TLS session is taken up again.

    Each connection of a visitor then pays for a full handshake, with the signature that is the dearest part
    of TLS for the server, and one round trip more in TLS 1.2. A `builtin` cache belongs to one worker: with
    several of them a visitor seldom meets the same again.

    How to fix: write `ssl_session_cache shared:SSL:10m;` into the `http` block; a megabyte holds about 4000
    sessions.

    When to ignore: if sessions must not be kept; `ssl_session_cache off;` says so. Not reported: with tickets
    (the default), by which visitors keep the session themselves.
    """

    id = "ssl-session-cache-missing"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_session_cache",)

    @on_configuration("ssl_session_tickets")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, builtin in uncached_tls_sessions(configuration):
            column = line.span.first.column
            report(
                line,
                "without tickets "
                + (
                    "the cache of each worker is all that is left: most visitors meet another worker"
                    if builtin
                    else "and without `ssl_session_cache` no TLS session is taken up again"
                )
                + ", and each connection pays for a full handshake",
                help="Write `ssl_session_cache shared:SSL:10m;`.",
                related=[(builtin, "one for each worker")] if builtin else [],
                fix=None
                if builtin
                else report.fix(
                    "add a cache",
                    Edit.insert(
                        line.source,
                        line.terminator.end,
                        "\n" + " " * (column - 1) + "ssl_session_cache shared:SSL:10m;",
                    ),
                ),
            )
