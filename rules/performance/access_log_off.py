from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Report,
    Rule,
    Severity,
    is_explained,
    is_logged,
    is_quiet,
    on,
    without_line,
)


class AccessLogOff(Rule):
    """`access_log off` for a whole site: nobody can tell afterwards who asked for what.

    Without a log an attack, a wrong link or a slow page leaves no trace, and programs such as fail2ban
    see nothing. Reported are `http` and servers; a location for pictures or for checks of health is
    not, nor a server that only redirects, refuses or listens on this machine alone.

    How to fix: take the line out, or write `access_log PATH;`. `buffer=64k flush=5m` makes it cost next
    to nothing.

    When to ignore: where the program behind nginx keeps a log, or where no data of visitors may be kept. If a
    comment above the line or behind it says so, it is not reported, nor is a server for unknown names whose
    errors aren't logged either.
    """

    id = "access-log-off"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log",)

    @on("access_log")
    def check(self, line: Directive, report: Report) -> None:
        block = line.parent
        if line.args != ["off"] or block is None or line.context not in ("http", "server"):
            return
        if (
            is_logged(report.configuration, block)
            or is_quiet(report.configuration, block)
            or is_explained(line)
        ):
            return
        report(
            line,
            "no request "
            + ("to any site is logged" if block.name == "http" else "to this site is logged")
            + ": nobody can tell afterwards who asked for what",
            help="Take the line out, or write `access_log PATH buffer=64k flush=5m;`.",
            fix=report.fix("take it out", without_line(line)),
        )
