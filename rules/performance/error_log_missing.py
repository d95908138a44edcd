from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, all_known, on_configuration


class ErrorLogMissing(Rule):
    """Nothing says where nginx writes its errors.

    They go to the file that was compiled in, which is another one in each package (`nginx -V` shows
    `--error-log-path`). Whoever looks for the reason of a 502 has to find it first.

    How to fix: write `error_log /var/log/nginx/error.log;` at the top of nginx.conf; in a container
    `/dev/stderr`.

    When to ignore: where the compiled-in file is the one that everybody knows. The rule is off by
    default.
    """

    id = "error-log-missing"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/ngx_core_module.html#error_log",)

    @on_configuration("events", "http", "stream", "mail")
    def check(self, configuration: Configuration, report: Report) -> None:
        logs = configuration.named("error_log")
        if not all_known(configuration) or any(log.context in ("main", "http", "stream") for log in logs):
            return
        first = configuration.named("events", "http", "stream", "mail")[0]
        report(
            first.name,
            "nothing sets `error_log`: errors go to the file that was compiled in, which each package "
            "has elsewhere",
            help="Write `error_log /var/log/nginx/error.log;` at the top of nginx.conf.",
            fix=report.fix(
                "name the usual file",
                Edit.insert(first.source, first.name.start, "error_log /var/log/nginx/error.log;\n\n"),
            ),
        )
