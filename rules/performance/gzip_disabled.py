from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration, uncompressed


class GzipDisabled(Rule):
    """Nothing that nginx sends is compressed.

    Pages, style sheets, scripts and JSON are three to five times as large as they need to be, which slow
    connections feel most. nginx compresses only where `gzip on` says so.

    How to fix: write `gzip on;` and `gzip_types` with the types of your files into `http`.

    When to ignore: where something in front of nginx compresses, or where pages show secrets beside
    what visitors sent (BREACH). The rule is off by default.
    """

    id = "gzip-disabled"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_gzip_module.html",)

    @on_configuration("http")
    def check(self, configuration: Configuration, report: Report) -> None:
        http = uncompressed(configuration)
        if http is None:
            return
        own = [one for name in ("gzip", "gzip_types") for one in http.all(name)]
        lines = "gzip on;", "gzip_types text/css application/javascript application/json image/svg+xml;"
        report(
            http.name,
            "nothing is compressed: pages, scripts and JSON are three to five times as large as they need be",
            help=f"Write `{' '.join(lines)}` into `http`.",
            fix=None
            if own
            else report.fix(
                "compress the usual types",
                Edit.insert(http.source, http.terminator.end, "".join(f"\n    {line}" for line in lines)),
            ),
        )
