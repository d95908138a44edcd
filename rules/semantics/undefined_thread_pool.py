from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, unknown_thread_pools


class UndefinedThreadPool(Rule):
    """`aio threads=` names a pool that nothing declares.

    The pool `default` exists from the start; any other must be declared by `thread_pool` at the
    top level of nginx.conf. nginx refuses to start.

    How to fix: correct the name, or declare the pool: `thread_pool NAME threads=16;`.

    Not reported: if parts of the configuration could not be read.
    """

    id = "undefined-thread-pool"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/ngx_core_module.html#thread_pool",)

    @on_configuration("aio")
    def check(self, configuration: Configuration, report: Report) -> None:
        for aio, name in unknown_thread_pools(configuration):
            report.about(aio.reading)
            report(
                name,
                f"no `thread_pool` declares `{name}`: nginx refuses to start",
                help=f"Write `thread_pool {name} threads=16;` at the top level of nginx.conf.",
            )
