from __future__ import annotations

import re

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, all_known, on_configuration

_FOR_DEVELOPMENT = re.compile(r"(?i)[._-](?:local|dev|development)(?:[._-][^/]*)?$")


class WorkerProcessesUnset(Rule):
    """Nothing sets `worker_processes`: one process does all the work.

    nginx starts a single worker then, which uses one core of the machine however many there are. TLS and
    compression of all sites share it.

    How to fix: write `worker_processes auto;` at the top of nginx.conf: as many workers as there are
    cores.

    When to ignore: in a container that is limited to one core, or where `nginx -g` sets it. Any number
    that is written down is accepted, and files called `nginx.local.conf`, `nginx.dev.conf` and the like are
    not reported.
    """

    id = "worker-processes-unset"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/ngx_core_module.html#worker_processes",)

    @on_configuration("server")
    def check(self, configuration: Configuration, report: Report) -> None:
        if not all_known(configuration) or configuration.named("worker_processes"):
            return
        first = next(iter(configuration.named("events", "http", "stream", "mail")), None)
        if first is None or _FOR_DEVELOPMENT.search(first.source.name):
            return
        report.about(first.reading)
        report(
            first.name,
            "nothing sets `worker_processes`: one worker serves all sites, on one core of the machine",
            help="Write `worker_processes auto;` at the top of nginx.conf.",
            fix=report.fix(
                "start a worker for each core",
                Edit.insert(first.source, first.name.start, "worker_processes auto;\n\n"),
            ),
        )
