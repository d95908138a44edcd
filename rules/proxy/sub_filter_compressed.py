from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, compressed_filters, on_configuration


class SubFilterCompressed(Rule):
    """`sub_filter` changes nothing in an answer that arrives compressed.

    nginx passes the client's `Accept-Encoding` on, so that the server behind may compress its answer. In
    what is compressed `sub_filter` finds no text to replace, and the page goes out as it was. (`gunzip` does
    not help: it unpacks only for clients that can't do so themselves.)

    How to fix: write `proxy_set_header Accept-Encoding "";` beside `proxy_pass`. One `proxy_set_header`
    switches off those around it: repeat them.

    When to ignore: if the server behind never compresses.
    """

    id = "sub-filter-compressed"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_sub_module.html",)

    @on_configuration("sub_filter")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, passes in compressed_filters(configuration):
            report(
                line,
                "`sub_filter` finds nothing in answers that the server behind compresses: browsers ask it to",
                help='Write `proxy_set_header Accept-Encoding "";` beside `proxy_pass`.',
                related=[(one.passing, "passes `Accept-Encoding` on") for one in passes],
                fix=report.fix(
                    "ask for plain answers",
                    *dict.fromkeys(one.adding('Accept-Encoding ""') for one in passes),
                ),
            )
