from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    connections_and_files,
    on_configuration,
)


class WorkerRlimitNofileLow(Rule):
    """A worker may have fewer files open than `worker_connections` lets it have connections.

    Each connection is an open file, one to an upstream as well. At the limit the worker logs "accept() failed
    (24: Too many open files)" and takes no more, however high `worker_connections` is. nginx itself only
    warns: "worker_connections exceed open file resource limit".

    Where the connections fit and no two files for each of them do, it is information: the files that are sent
    and temporary ones, which hold what is passed on, need room beside them.

    The limit is that of `worker_rlimit_nofile`. Without it, it is what nginx was started with: on the machine
    that nginx runs on it is asked of the running nginx, elsewhere read from `LimitNOFILE` in nginx's systemd
    unit. Where neither says anything, nothing is reported.

    How to fix: set `worker_rlimit_nofile` to twice `worker_connections`, since a request that is
    answered from a file takes two, or lower `worker_connections`.
    """

    id = "worker-rlimit-nofile-low"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/ngx_core_module.html#worker_rlimit_nofile",)

    @on_configuration("worker_connections", "worker_rlimit_nofile")
    def check(self, configuration: Configuration, report: Report) -> None:
        line, connections, own, files = connections_and_files(configuration)
        said = f"`worker_rlimit_nofile {files}`"
        if own is None and line is not None and report.machine is not None and configuration.is_whole:
            limit = report.machine.open_files(configuration)
            if limit is not None:
                files, said = limit.files, f"{limit.source} has a limit of {limit.files}"
        if connections is None or files is None or 2 * connections <= files:
            return
        if connections <= files and (own is None or files >= _AMPLE):
            return
        where = line or own
        assert where is not None
        report.about(where.reading)
        report(
            where.args[0],
            f"{connections} connections of a worker need as many open files, and {said}"
            + ("" if own is None else " allows fewer")
            + ": the worker takes no more connections when they are used up"
            if connections > files
            else f"a worker may have {connections} connections and {files} open files: "
            + ("none is" if files == connections else f"only {files - connections} are")
            + " left for files that are being sent and temporary ones",
            help=f"Write `worker_rlimit_nofile {2 * connections};` at the top of nginx.conf.",
            related=[] if own is None or line is None else [(own, "the limit")],
            severity=None if connections > files else Severity.INFO,
            fix=None
            if own is None or own.reading is not where.reading
            else report.fix("raise the limit", Edit.replace(own.args[0].span, str(2 * connections))),
        )


_AMPLE = 4096
"""So many files are seldom used up, and whoever writes as many connections means "plenty"."""
