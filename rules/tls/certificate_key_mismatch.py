from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class CertificateKeyMismatch(Rule):
    """The private key belongs to another certificate.

    nginx refuses to start: "SSL_CTX_use_PrivateKey failed … key values mismatch". It happens when a
    renewed certificate was copied without its key, or two sites were mixed up.

    How to fix: name the key that the certificate was made with. The two belong together if
    `openssl x509 -noout -pubkey -in CERTIFICATE` and `openssl pkey -pubout -in KEY` print the same.

    Where several certificates stand in one server, the first key belongs to the first certificate, and so on.
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
            key_file, leaf = pair.key_file, pair.file.leaf
            if key_file is None or pair.key is None or leaf is None or not leaf.public_key:
                continue
            public_key = key_file.public_key
            if public_key is None or public_key == leaf.public_key:
                continue
            if any(one.public_key == public_key for one in pair.file.certificates):
                # The certificate is in the file, and not the first: certificate-chain-order.
                continue
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
                f"the key `{key_file.path}` does not belong to the certificate `{pair.file.path}`: "
                "nginx refuses to start",
                help=f"It is the key of `{owner}`. Name the key of this certificate."
                if owner
                else "Name the key that the certificate was made with.",
                related=[(pair.certificate, "the certificate"), *pair.related],
            )
