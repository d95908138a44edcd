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
        wrong = [pair for pair in pairs if pair.mismatch is not None]
        if not wrong:
            return
        owners = {pair.file.leaf.public_key: pair for pair in pairs if pair.file.leaf is not None}
        said: set[int] = set()
        for pair in wrong:
            key_file, leaf = pair.key_file, pair.file.leaf
            if key_file is None or pair.key is None or leaf is None or id(pair) in said:
                continue
            if pair.mismatch == "useless" and pair.finds_key_beside(pairs):
                continue
            effect = (
                "nginx refuses to start"
                if pair.mismatch == "refused"
                else "nginx starts, and no client can connect with it"
            )
            related = [(pair.certificate, "the certificate"), *pair.related]
            owner = owners.get(key_file.public_key or b"")
            advice = "Name the key that the certificate was made with."
            if owner is not None:
                advice = f"It is the key of `{owner.file.path}`. Name the key of this certificate."
                other = owner.key_file
                if owner.key is not None and other is not None and other.public_key == leaf.public_key:
                    said.add(id(owner))
                    advice = (
                        f"Exchange it with `{owner.key.args[0]}`: each is the key of the other's certificate."
                    )
                    related.append((owner.key, "its key is here"))
            report.about(pair.key.reading)
            report(
                pair.key.args[0],
                f"the key `{key_file.path}` does not belong to the certificate `{pair.file.path}`: {effect}",
                help=advice,
                related=related,
            )
