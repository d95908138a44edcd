from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class CertificateChainOrder(Rule):
    """The certificates in a file are in the wrong order, or some don't belong there.

    nginx takes the first one for the server's own and refuses to start if the key isn't that one's. The
    others are sent as they are; each should have signed the one before it. Clients of TLS 1.3 sort them,
    older ones fail. A root at the end is sent for nothing: clients trust only the root that they have.

    How to fix: put the server's certificate first, then the one that signed it, and so on:
    `cat site.pem intermediate.pem > fullchain.pem`. Leave the root out.
    """

    id = "certificate-chain-order"
    severity = Severity.WARNING
    host = True
    references = (
        "https://nginx.org/en/docs/http/configuring_https_servers.html#chains",
        "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
    )

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            fault = pair.chain_fault
            if fault is None:
                continue
            path, number = pair.file.path, fault.index + 1
            who = f"certificate number {number} (`{fault.certificate.subject}`)"
            severity = Severity.WARNING
            match fault.kind:
                case "leaf":
                    severity = Severity.ERROR
                    message = (
                        f"`{path}` begins with the certificate of an authority, the server's own is "
                        f"number {number}: nginx takes the first, which the key "
                        "does not fit, and refuses to start"
                    )
                    advice = "Put the server's own certificate first."
                case "order":
                    message = (
                        f"in `{path}` {who} did not sign the one before it: older clients refuse to connect"
                    )
                    advice = "Put each certificate after the one that it signed."
                case "stray":
                    message = f"in `{path}` {who} signed none of the others: it does not belong to this chain"
                    advice = "Take it out, and put in the one that signed the certificate before it."
                case "duplicate":
                    severity = Severity.INFO
                    message = f"in `{path}` {who} stands there twice: it is sent twice in each handshake"
                    advice = "Take it out once."
                case _:
                    severity = Severity.INFO
                    message = (
                        f"in `{path}` {who} is a root: it is sent in each handshake, and clients ignore it"
                    )
                    advice = "Take it out."
            report.about(pair.certificate.reading)
            report(pair.certificate.args[0], message, help=advice, related=pair.related, severity=severity)
