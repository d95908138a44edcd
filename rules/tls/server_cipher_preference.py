from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Option,
    Report,
    Rule,
    Severity,
    below_tls13,
    effective,
    on_configuration,
    tls_lines,
)


class ServerCipherPreference(Rule):
    """`ssl_prefer_server_ciphers` is not as you want it on all sites.

    If all suites of the list are good, the client should choose (`off`, nginx's default and Mozilla's
    advice): phones without AES in hardware are faster with ChaCha20. With suites of different strength in
    the list the server should choose (`on`).

    With `prefer = "off"` each `on` is reported, unless `ssl_conf_command Options PrioritizeChaCha;` stands
    beside it; with `prefer = "on"` each `off`.

    How to fix: write the other word.

    When to ignore: if you have no rule for this. The rule is off by default.
    """

    id = "server-cipher-preference"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://ssl-config.mozilla.org/",)

    prefer = Option("off", "What `ssl_prefer_server_ciphers` should say.", choices=("off", "on"))

    @on_configuration("ssl_prefer_server_ciphers")
    def check(self, configuration: Configuration, report: Report) -> None:
        unwanted = "on" if self.prefer == "off" else "off"
        for line in tls_lines(configuration, "ssl_prefer_server_ciphers"):
            if line.args[0].lower() != unwanted or not below_tls13(configuration, line):
                continue
            if unwanted == "on" and any("PrioritizeChaCha" in arg for arg in _options(configuration, line)):
                continue
            report(
                line.args[0],
                "the server chooses the suite: phones without AES in hardware get a slow one"
                if unwanted == "on"
                else "the client chooses the suite: it may take the weakest one of the list",
                help=f"Write `ssl_prefer_server_ciphers {self.prefer};`.",
                fix=report.fix(f"write `{self.prefer}`", Edit.replace(line.args[0].span, self.prefer)),
            )


def _options(configuration: Configuration, line: Directive) -> list[str]:
    block = line.parent
    commands = (
        configuration.around("ssl_conf_command")
        if block is None
        else effective(configuration, block, "ssl_conf_command")
    )
    return [str(arg) for command in commands for arg in command.args]
