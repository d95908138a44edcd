from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    connections_short_of,
    odd_affinity,
    on_configuration,
)


class WorkerSettingsMismatch(Rule):
    """Settings of the worker processes don't fit together.

    `worker_connections` counts the listening sockets as well; with fewer than there are sockets
    nginx refuses to start. `worker_cpu_affinity` wants one mask for each worker; with another
    number nginx warns and gives the last mask to the rest.

    How to fix: raise `worker_connections`; write as many masks as `worker_processes`, or `auto`.
    """

    id = "worker-settings-mismatch"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/ngx_core_module.html#worker_connections",)

    @on_configuration("worker_connections", "worker_cpu_affinity")
    def check(self, configuration: Configuration, report: Report) -> None:
        short = connections_short_of(configuration)
        if short is not None:
            directive, ports = short
            report(
                directive,
                f"`worker_connections {directive.args[0]}` is not enough for the {ports} ports "
                "that nginx listens on: it refuses to start",
                help=f"Write at least {ports + 1}; usual are 512 and more.",
                severity=Severity.ERROR,
            )
        odd = odd_affinity(configuration)
        if odd is not None:
            affinity, masks, workers = odd
            report(
                affinity,
                f"`worker_cpu_affinity` has {masks} masks for {workers} workers: nginx warns and "
                "gives the last mask to the rest",
                help="Write one mask for each worker, or `worker_cpu_affinity auto;`.",
            )
