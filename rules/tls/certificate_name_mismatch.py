from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, http_servers, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Pair, Server


class CertificateNameMismatch(Rule):
    """A server has a name that its certificate isn't for.

    Browsers show a warning instead of the site under that name, other clients refuse to connect.
    `www.example.org` and `example.org` are two names, and `*.example.org` covers neither `example.org`
    nor `a.b.example.org`.

    How to fix: order a certificate with all names (`certbot --expand -d example.org -d www.example.org`),
    or move the name to a server that has one for it.

    Not checked: `_`, names without a dot, regular expressions and names with variables; servers without a TLS
    listener.
    """

    id = "certificate-name-mismatch"
    severity = Severity.ERROR
    host = True
    references = ("https://www.rfc-editor.org/rfc/rfc6125#section-6.4",)

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        encrypted = {
            listen.socket for server in http_servers(configuration) for listen in server.listens if listen.ssl
        }
        for pair in machine.pairs(configuration):
            if pair.file.leaf is None:
                continue
            for _, server in pair.uses:
                if server.directive.context != "http":
                    continue
                if server.speaks_tls or any(one.socket in encrypted for one in server.listens):
                    self._check(pair, server, report)

    def _check(self, pair: Pair, server: Server, report: Report) -> None:
        uncovered = pair.uncovered(server)
        leaf = pair.file.leaf
        if not uncovered or leaf is None:
            return
        own = [*leaf.names, *leaf.addresses]
        listed = ", ".join(f"`{name}`" for name in own[:5]) + (" and others" if len(own) > 5 else "")
        missing = ", ".join(f"`{name}`" for name in uncovered[:5])
        certificate = next(directive for directive, user in pair.uses if user is server)
        report.about(server.directive.reading)
        report(
            uncovered[0],
            f"the certificate `{pair.file.path}` is for {listed or 'no name at all'} and not for {missing}: "
            "browsers refuse the site under that name",
            help="Order a certificate that has every name, or move the name to another server.",
            related=[
                (certificate, "the certificate"),
                *((word, "not covered either") for word in uncovered[1:5]),
            ],
            severity=None if any("." in word for word in uncovered if _is_public(word)) else Severity.INFO,
        )


def _is_public(word: str) -> bool:
    private = (".local", ".localhost", ".internal", ".test", ".invalid", ".lan", ".home.arpa", ".localdomain")
    return not word.lower().rstrip(".").endswith(private)
