from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    lines_below,
    on_configuration,
    without_http2,
)


class Http2NotEnabled(Rule):
    """A server speaks TLS but not HTTP/2.

    With HTTP/2 a browser fetches all parts of a page over one connection; without it they wait for one
    another.

    How to fix: `http2 on;` in the server or in `http`; before nginx 1.25.1 write `http2` after the address
    in `listen`.

    When to ignore: if nobody comes with a browser. The rule is off by default.
    """

    id = "http2-not-enabled"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_v2_module.html",)

    @on_configuration("listen")
    def check(self, configuration: Configuration, report: Report) -> None:
        if configuration.dialect.version < (1, 9, 5):
            return
        has_directive = configuration.dialect.find("http2", "server") is not None
        for line in without_http2(configuration):
            listen = line.directive
            if listen is None:
                continue
            last = listen.args[-1]
            report(
                listen,
                "this server speaks TLS but not HTTP/2",
                help="Write `http2 on;` in the server." if has_directive else "Write `http2` after `ssl`.",
                fix=report.fix(
                    "switch it on",
                    lines_below(listen, "http2 on;")
                    if has_directive
                    else Edit.insert(last.source, last.end, " http2"),
                ),
            )
