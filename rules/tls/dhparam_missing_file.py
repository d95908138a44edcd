from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

_LABELS = ("DH PARAMETERS", "X9.42 DH PARAMETERS")


class DhparamMissingFile(Rule):
    """The file that `ssl_dhparam` names isn't there, or holds no Diffie-Hellman parameters.

    nginx refuses to start as soon as a server with a certificate uses it.

    How to fix: take the line out: TLS 1.3 and the ECDHE ciphers of every client of today do without.
    Or make the file: `openssl dhparam -out FILE 2048`.

    certbot's nginx plugin brings `/etc/letsencrypt/ssl-dhparams.pem`; on a machine without it the line
    is often a copy from another one.
    """

    id = "dhparam-missing-file"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_dhparam",)

    @on_configuration("ssl_dhparam")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for path, lines in machine.parameter_files(configuration).items():
            file = machine.pem(path)
            match file.problem:
                case "missing":
                    what = f"`{path}` is not there"
                case "folder":
                    what = f"`{path}` is a folder"
                case None if not any(block.label in _LABELS for block in file.blocks):
                    what = f"`{path}` holds no Diffie-Hellman parameters"
                case _:
                    continue
            report.about(lines[0].reading)
            report(
                lines[0].args[0],
                f"{what}: nginx refuses to start",
                help=f"Take the line out, or make the file: `openssl dhparam -out {path} 2048`.",
                related=[(line, "used here, too") for line in lines[1:6]],
            )
