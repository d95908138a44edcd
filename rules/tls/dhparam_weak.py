from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class DhparamWeak(Rule):
    """The Diffie-Hellman parameters that `ssl_dhparam` names are shorter than 2048 bits.

    A prime of 1024 bits can be broken by a well-equipped attacker (Logjam), and clients of today
    refuse it; below that OpenSSL itself does.

    How to fix: take the line out, since clients of today use ECDHE. Or make a new file:
    `openssl dhparam -out FILE 2048`.
    """

    id = "dhparam-weak"
    severity = Severity.WARNING
    host = True
    references = ("https://weakdh.org/", "https://www.rfc-editor.org/rfc/rfc7919")

    @on_configuration("ssl_dhparam")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for path, lines in machine.parameter_files(configuration).items():
            bits = machine.pem(path).prime_bits
            if bits is None or bits >= 2048:
                continue
            report.about(lines[0].reading)
            report(
                lines[0].args[0],
                f"`{path}` has a prime of {bits} bits: connections that use it can be read by others",
                help=f"Take the line out, or make a new file: `openssl dhparam -out {path} 2048`.",
                related=[(line, "used here, too") for line in lines[1:6]],
            )
