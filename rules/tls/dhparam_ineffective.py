from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, idle_dhparam, on_configuration, unfed_dhe


class DhparamIneffective(Rule):
    """Suites with DHE and `ssl_dhparam` work only together, and one of the two is missing.

    Since nginx 1.11.0 there are no parameters built in: without `ssl_dhparam` a suite that begins with
    `DHE-` is never used, though the list names it. The other way round, parameters without such a suite, or
    with TLS 1.3 alone, are read and not used.

    How to fix: take both out. All clients of today know ECDHE, which is faster and needs no parameters.

    When to ignore: if the list is copied as it is from somewhere and you want to keep it so.
    """

    id = "dhparam-ineffective"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_dhparam",)

    @on_configuration("ssl_dhparam", "ssl_ciphers")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, name, span in unfed_dhe(configuration):
            report.about(line.reading)
            report(
                span,
                f"`{name}` is never used: DHE needs `ssl_dhparam`, which is missing",
                help="Take the suites that begin with `DHE-` out.",
            )
        for line in idle_dhparam(configuration):
            report(
                line,
                "`ssl_dhparam` is not used: no suite with DHE is enabled here",
                help="Take the line out.",
            )
