from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Report,
    Rule,
    Severity,
    access,
    is_complete,
    is_internal,
    is_restricted,
    on,
)


class StatusPageExposed(Rule):
    """A status page is open to everybody.

    `stub_status` and its like tell how busy the machine is, and the larger ones list all sites and backends.
    The `api` of NGINX Plus can even change them.

    How to fix: `allow 127.0.0.1; allow ::1; deny all;` in the location, with the address of your monitoring.

    When to ignore: if a firewall lets only the monitoring reach this port.
    """

    id = "status-page-exposed"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_stub_status_module.html",)

    @on(
        "stub_status",
        "api",
        "status",
        "upstream_conf",
        "vhost_traffic_status_display",
        "check_status",
        "nchan_stub_status",
        "rtmp_stat",
    )
    def check(self, line: Directive, report: Report) -> None:
        block = line.parent
        if block is None or line.args[:1] == ["off"] or block.name not in ("location", "server", "if"):
            return
        around = (block, *block.ancestors())
        if not all(is_complete(report.configuration, one) for one in around):
            return
        here = access(report.configuration, block)
        bypassed = here.is_open and bool(here.authentication)
        if is_internal(block) or (is_restricted(report.configuration, block) and not bypassed):
            return
        report(
            line,
            f"everybody can read this status page (`{line.name}`)",
            help=f"Write `allow 127.0.0.1; allow ::1; deny all;` into the {block.name}, with the "
            "addresses of your monitoring.",
        )
