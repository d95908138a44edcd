from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, on


class ErrorLogOff(Rule):
    """`error_log off` writes a log file called "off".

    `access_log off` switches that log off; `error_log` knows no such word. nginx opens a file named `off`
    in its prefix folder (`/usr/share/nginx` on Debian, `/etc/nginx` with the packages of nginx.org), writes
    all errors into it, and nobody looks there or rotates it. Where nginx may not create the file, it does
    not start.

    How to fix: write a real file, which is worth having on the day that something goes wrong. To throw
    errors away write `error_log /dev/null emerg;`.

    When to ignore: never; a file that is meant to be called so is better named with its folder.
    """

    id = "error-log-off"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://nginx.org/en/docs/ngx_core_module.html#error_log",)

    @on("error_log")
    def check(self, error_log: Directive, report: Report) -> None:
        if not error_log.args or error_log.args[0] not in ("off", "OFF", "Off"):
            return
        first, last = error_log.args[0], error_log.args[-1]
        report(
            first,
            f"`error_log {first}` does not switch the log off: errors go into a file called `{first}` "
            "in nginx's prefix folder",
            help="Name a file, or write `error_log /dev/null emerg;` to throw errors away.",
            fix=report.fix(
                "write to `/dev/null`",
                Edit(first.source, first.start, last.end, "/dev/null emerg"),
                safe=True,
            ),
        )
