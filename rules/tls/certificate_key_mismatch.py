from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class CertificateKeyMismatch(Rule):
    """The private key belongs to another certificate.

    nginx refuses to start: "SSL_CTX_use_PrivateKey failed … key values mismatch". It happens when a
    renewed certificate was copied without its key, or two sites were mixed up.

    How to fix: name the key that the certificate was made with. The two belong together if
    `openssl x509 -noout -pubkey -in CERTIFICATE` and `openssl pkey -pubout -in KEY` print the same.

    Where several certificates stand in one server, the first key belongs to the first certificate, and so
    on. A key of another algorithm (RSA for an ECDSA certificate) does not keep nginx from starting, but
    clients can't connect.
    """

    id = "certificate-key-mismatch"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate_key",)

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        pairs = machine.pairs(configuration)
        for pair in pairs:
            key_file, mismatch = pair.key_file, pair.mismatch
            if key_file is None or pair.key is None or mismatch is None or pair.file.leaf is None:
                continue
            public_key = key_file.public_key
            if mismatch == "useless" and pair.finds_key_beside(pairs):
                continue
            effect = (
                "nginx refuses to start"
                if mismatch == "refused"
                else "nginx starts, and no client can connect with it"
            )
            owner = next(
                (
                    other.file.path
                    for other in pairs
                    if other.file.leaf and other.file.leaf.public_key == public_key
                ),
                None,
            )
            report.about(pair.key.reading)
            report(
                pair.key.args[0],
                f"the key `{key_file.path}` does not belong to the certificate `{pair.file.path}`: {effect}",
                help=f"It is the key of `{owner}`. Name the key of this certificate."
                if owner
                else "Name the key that the certificate was made with.",
                related=[(pair.certificate, "the certificate"), *pair.related],
            )
