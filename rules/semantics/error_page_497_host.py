from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, http_servers, on_configuration, pages_497


class ErrorPage497Host(Rule):
    """`error_page 497` sends the visitor to a name that no TLS server here has.

    The browser lands at the default server of the port, or gets a certificate for another name.

    How to fix: write `$host`, which is the name that the visitor asked for, or a name of this server.

    When to ignore: if the name belongs to another machine on purpose.
    """

    id = "error-page-497-host"
    severity = Severity.WARNING

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, page in pages_497(configuration):
            url = page.https
            if not server.speaks_tls or not server.is_known or not server.names:
                continue
            if url is None or "$" in url.host or url.port is None:
                continue
            if any(
                other.speaks_tls and (other.answers(url.host) or not other.names)
                for other in http_servers(configuration)
            ):
                continue
            report.about(page.line.reading)
            report(
                url.host_span,
                f"no TLS server here is called `{url.host}`: the redirect leads to another site "
                "or to a certificate warning",
                help="Write `$host`, or a name of this server.",
                related=[(server.names[0], "this server's name")],
            )
