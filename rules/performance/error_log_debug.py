from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, Token, effective, on


class ErrorLogDebug(Rule):
    """`error_log` writes what is meant for finding faults, all the time.

    With the level `debug` an nginx that is built for it (`nginx -V` shows `--with-debug`) writes some
    hundred lines for each request: the disk fills up, and the log holds the header fields of the
    clients, passwords and session cookies among them. `rewrite_log on` adds a line for each `rewrite`
    and `if` to a log of the level `notice`; that is information.

    How to fix: write `warn` or `error`. To look at one client, use `debug_connection` with its address.

    When to ignore: while a fault is being looked for, and on a machine for trying things out.
    """

    id = "error-log-debug"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/debugging_log.html",)

    @on("error_log")
    def check(self, line: Directive, report: Report) -> None:
        level = _debug_level(line)
        if level is not None:
            report(
                level,
                f"`{level}` writes hundreds of lines for each request, the clients' passwords and cookies "
                "among them, where nginx is built `--with-debug`",
                help="Write `warn`. To look at one client, use `debug_connection`.",
                fix=report.fix("write `warn`", Edit.replace(level.span, "warn")),
            )

    @on("rewrite_log")
    def check_rewrite(self, line: Directive, report: Report) -> None:
        if line.args[:1] != ["on"] or line.parent is None:
            return
        logs = effective(report.configuration, line.parent, "error_log")
        found = [log for log in logs if log.args[1:2] in (["notice"], ["info"])]
        if found:
            report(
                line,
                f"each `rewrite` and `if` of each request adds a line to `{found[0].args[0]}`",
                help="Take it out when the fault is found.",
                related=[(found[0], "takes lines of this level")],
                severity=Severity.INFO,
            )


def _debug_level(line: Directive) -> Token | None:
    """The word that asks for it; a log in memory or to nowhere is no burden."""
    if not line.args or line.args[0].startswith("memory:") or line.args[0] == "/dev/null":
        return None
    return next((word for word in line.args[1:] if word.startswith("debug")), None)
