from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class PrivateKeyEncrypted(Rule):
    """A private key needs a password, and nginx isn't given it.

    nginx asks for the password on the terminal; started by systemd it has none and does not start.

    How to fix: put the password into a file that only root can read and name it with
    `ssl_password_file`, or take the password off the key: `openssl pkey -in KEY -out NEW`.
    """

    id = "private-key-encrypted"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_password_file",)

    @on_configuration("ssl_certificate_key")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for pair in machine.pairs(configuration):
            if pair.key is None or pair.key_file is None or pair.key_file.key is None:
                continue
            if not pair.key_file.key.is_encrypted:
                continue
            lines = [one for _, server in pair.uses for one in server.effective("ssl_password_file")]
            passwords = pair.passwords(configuration, machine)
            if not lines:
                message = (
                    f"the key `{pair.key_file.path}` needs a password, and no `ssl_password_file` names one"
                )
                advice = "Add `ssl_password_file`, or take the password off: `openssl pkey -in KEY -out NEW`."
            elif passwords is not None and not pair.key_file.opens_with(passwords):
                message = f"no password in `{lines[0].args[0]}` opens the key `{pair.key_file.path}`"
                advice = "Put the right one there, a line of its own."
            else:
                continue
            report.about(pair.key.reading)
            report(
                pair.key.args[0],
                f"{message}: nginx does not start",
                help=advice,
                related=[(one, "looked for here") for one in lines[:1]],
            )
