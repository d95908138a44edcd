from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    HttpsUrl,
    Report,
    Rule,
    Server,
    Severity,
    http_servers,
    on_configuration,
    pages_497,
)


class ErrorPage497Port(Rule):
    """`error_page 497` sends the visitor to a port on which this server does not speak TLS.

    The redirect should lead to the port that was meant in the first place, with https. Without a port
    it leads to 443. If nothing there speaks TLS for this site, the visitor gets an error or another
    site.

    How to fix: write the port of the `listen … ssl`, or `$server_port`.

    When to ignore: if the port is mapped outside, as with containers that publish 443 as 8443. Where another
    server of the same name speaks TLS on the port, nothing is reported.
    """

    id = "error-page-497-port"
    severity = Severity.WARNING
    fix = "unsafe"

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, page in pages_497(configuration):
            ports = [listen.port for listen in server.listens if listen.ssl and listen.port]
            url = page.https
            if not ports or not server.is_known or url is None:
                continue
            if url.port is None or url.port in ports or url.host == "$http_host":
                continue
            if any(self._is_meant(url, other, server) for other in http_servers(configuration)):
                continue
            own = min(ports)
            report.about(page.line.reading)
            report(
                url.port_span or url.host_span,
                f"no TLS listener of this site is on port {url.port}"
                f"{'' if url.port_span else ', which https:// means'}: the redirect leads somewhere else",
                help=f"Write `:{own}` or `:$server_port` after the name.",
                related=[
                    (listen.directive, "TLS is spoken here")
                    for listen in server.listens
                    if listen.ssl and listen.directive is not None
                ],
                fix=report.fix(
                    f"write port {own}",
                    Edit.replace(url.port_span, str(own))
                    if url.port_span
                    else Edit.insert(page.line.source, url.host_span.end, f":{own}"),
                ),
            )

    def _is_meant(self, url: HttpsUrl, other: Server, server: Server) -> bool:
        """Whether another server speaks TLS on the target's port for the same site."""
        return any(listen.ssl and listen.port == url.port for listen in other.listens) and (
            other.answers(url.host) or bool(set(other.names) & set(server.names))
        )
