from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    on_configuration,
    tls_listen,
    unannounced_quic,
)


class QuicWithoutAltSvc(Rule):
    """A server speaks HTTP/3, and its answers don't tell browsers of it.

    Browsers come over TCP first. They try HTTP/3 only after an answer with the header field `Alt-Svc`, or if
    an HTTPS record in the DNS names it. Without both, the QUIC address has nothing to do.

    How to fix: add `add_header Alt-Svc 'h3=":443"; ma=86400' always;` with the port of the QUIC address.

    When to ignore: if an HTTPS record announces `h3`, or the program behind nginx sends the field.
    """

    id = "quic-without-alt-svc"
    severity = Severity.INFO
    fix = "unsafe"
    versions = "1.25.0 and newer"
    references = ("https://nginx.org/en/docs/http/ngx_http_v3_module.html",)

    @on_configuration("listen quic")
    def check(self, configuration: Configuration, report: Report) -> None:
        servers = unannounced_quic(configuration)
        if not servers:
            return
        quic, *others = [
            next(line for line in server.all("listen") if "quic" in line.args) for server in servers
        ]
        port = str(quic.args[0]).rpartition(":")[2]
        line = f"add_header Alt-Svc 'h3=\":{port}\"; ma=86400' always;"
        last = tls_listen(servers[0])
        indent = " " * (last.span.first.column - 1)
        report(
            quic,
            "HTTP/3 is spoken here, and no answer tells so: unless the DNS does, browsers stay with HTTP/2",
            help=f"Add `{line}`.",
            related=[(other, "nor here") for other in others[:5]],
            fix=report.fix("add it", Edit.insert(last.source, last.terminator.end, f"\n{indent}{line}")),
        )
