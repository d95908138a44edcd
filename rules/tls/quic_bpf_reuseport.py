from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration


class QuicBpfReuseport(Rule):
    """`quic_bpf on` with `reuseport` and several workers loses HTTP/3 connections at each reload.

    While the old workers finish, the kernel still hands new QUIC connections to their sockets, where nobody
    accepts them any more: after `nginx -s reload` about half of the attempts hang, until the last old worker
    is gone. Browsers then fall back to HTTP/2 and stay there.

    How to fix: write `quic_bpf off;` until nginx 1.31.7. Several workers work without it; a connection
    is lost only if the visitor's address changes.

    When to ignore: if your packages have the mend from a later release, or nginx is only ever restarted.
    """

    id = "quic-bpf-reuseport"
    severity = Severity.WARNING
    fix = "unsafe"
    versions = "1.25.0 to 1.31.6"
    references = ("https://github.com/nginx/nginx/issues/425",)

    @on_configuration("quic_bpf")
    def check(self, configuration: Configuration, report: Report) -> None:
        if configuration.dialect.version >= (1, 31, 7):
            return
        switches = configuration.named("quic_bpf")
        workers = configuration.named("worker_processes")
        several = [line for line in workers if line.args and line.args[0] not in ("0", "1")]
        listens = [
            line for line in configuration.named("listen") if {"quic", "reuseport"} <= set(line.args[1:])
        ]
        if several and listens and [arg.lower() for arg in switches[0].args] == ["on"]:
            report(
                switches[0],
                "`quic_bpf on` with `reuseport` and several workers: after a reload new HTTP/3 connections "
                "hang until the old workers are gone",
                help="Write `quic_bpf off;`.",
                related=[(listens[0], "`reuseport` here"), (several[0], "several workers")],
                fix=report.fix("switch it off", Edit.replace(switches[0].args[0].span, "off")),
            )
