from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Fix,
    Report,
    Rule,
    Severity,
    default_tls_servers,
    on_configuration,
    tls_listen,
    tls_servers_without,
)


class SslProtocolsMissing(Rule):
    """No `ssl_protocols` holds in a server, and nginx's default has TLS 1.0 and 1.1 in it.

    Before nginx 1.27.3 the default was `TLSv1 TLSv1.1 TLSv1.2` (from 1.23.4 on with `TLSv1.3`). TLS 1.3 is
    missing from it in older ones, and what is spoken depends on how OpenSSL is set up on each machine.

    How to fix: write `ssl_protocols TLSv1.2 TLSv1.3;` into the `http` block.

    When to ignore: if OpenSSL's own settings leave the old protocols out on all your machines. Nothing is
    reported for nginx 1.27.3 and newer, whose default is good.
    """

    id = "ssl-protocols-missing"
    severity = Severity.INFO
    fix = "unsafe"
    versions = "before 1.27.3"
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols",)

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        if configuration.dialect.version >= (1, 27, 3):
            return
        deciding = default_tls_servers(configuration)
        servers = [
            server for server in tls_servers_without(configuration, "ssl_protocols") if id(server) in deciding
        ]
        if servers:
            place, *others = map(tls_listen, servers)
            report(
                place,
                f"no `ssl_protocols` holds here: nginx {configuration.dialect.version} offers TLSv1 and "
                "TLSv1.1 by itself",
                help="Write `ssl_protocols TLSv1.2 TLSv1.3;` into the block around the servers.",
                related=[(other, "nor here") for other in others[:5]],
                fix=_add(servers[0].parent, report),
            )


def _add(block: Directive | None, report: Report) -> Fix | None:
    if block is None or block.name != "http":
        return None
    line = "\n    ssl_protocols TLSv1.2 TLSv1.3;"
    return report.fix("add it to `http`", Edit.insert(block.source, block.terminator.end, line))
